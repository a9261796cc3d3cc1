//! Tickets, and the bytes that arrive.

use chrono::TimeDelta;
use presswork_entity::media;
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult};

use super::row::row;
use crate::{
    Context, Error, Result,
    ids::{self, MediaId, UserId},
    media::{Media, MediaState, model::NewMedia},
    platform::{Sql, Tx},
};

/// How many tickets of a person wait.
pub(in crate::media) async fn waiting(cx: &Context, tx: &Tx, owner: UserId) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM media WHERE state = 'waiting' AND owner_id = ");
    sql.bind(owner.uuid()).push(" AND expires_at > ").bind(cx.now);
    Ok(sql.one::<Count>(&**tx).await?.map_or(0, |count| count.n))
}

pub(in crate::media) async fn insert(cx: &Context, tx: &Tx, owner: UserId, new: NewMedia) -> Result<MediaId> {
    let id: MediaId = ids::new(cx);
    let life = TimeDelta::from_std(cx.settings().media.ticket_ttl).map_err(Error::internal)?;
    let medium = media::ActiveModel {
        id: Set(id.uuid()),
        owner_id: Set(owner.uuid()),
        state: Set(MediaState::Waiting.as_str().to_owned()),
        filename: Set(new.filename),
        media_type: Set(new.format.media_type().to_owned()),
        size: Set(i64::try_from(new.size).map_err(Error::internal)?),
        received: Set(0),
        uploads: Set(0),
        alt_text: Set(new.alt_text),
        reason: Set(None),
        blob_id: Set(None),
        version: Set(1),
        expires_at: Set(cx.now + life),
        created_at: Set(cx.now),
        updated_at: Set(cx.now),
    };
    media::Entity::insert(medium).exec_without_returning(&tx.at(&[row(id)])).await?;
    Ok(id)
}

/// Counts bytes that have arrived, unless another upload came in between; false then.
pub(in crate::media) async fn count_received(cx: &Context, tx: &Tx, media: &Media, received: u64) -> Result<bool> {
    let mut sql = Sql::new("UPDATE media SET uploads = uploads + 1, version = version + 1, received = ");
    sql.bind(i64::try_from(received).map_err(Error::internal)?).push(", updated_at = ").bind(cx.deps.clock.now());
    sql.push(" WHERE state = 'waiting' AND id = ").bind(media.id.uuid()).push(" AND uploads = ").bind(media.uploads);
    Ok(sql.run(&tx.at(&[row(media.id)])).await? == 1)
}

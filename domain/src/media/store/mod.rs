//! The only file that speaks SQL about media; `blobs.rs` and `objects.rs` beside it about what they are made of.

pub(super) mod blobs;
pub(super) mod objects;

use chrono::{DateTime, TimeDelta, Utc};
use presswork_entity::media;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult};
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{
    Media, MediaState,
    model::{MediaPicture, NewMedia, Sending},
    policy,
};
use crate::{
    Actor, Context, Error, Result,
    ids::{self, BlobId, MediaId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        db::Engine,
        freshness::{self, Mark, Table},
    },
    scope::Scope,
    users::Role,
};

/// What somebody sent, the newest first.
pub(super) const LIBRARY: List = List { name: "media", key: "m.created_at", id: "m.id", order: Order::Descending };

/// How long a medium is kept that was never sent, was refused, or whose job never ended, so that its owner can see that.
const KEPT: TimeDelta = TimeDelta::days(7);
/// How long a job may take that is tried again and again.
const PROCESSING: TimeDelta = TimeDelta::days(30);

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    owner_id: Uuid,
    state: String,
    filename: String,
    media_type: String,
    size: i64,
    received: i64,
    uploads: i32,
    alt_text: Option<String>,
    reason: Option<String>,
    version: i64,
    expires_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    width: Option<i32>,
    height: Option<i32>,
    blurhash: Option<String>,
    dominant_color: Option<String>,
    renditions: Option<String>,
}

impl Row {
    fn seen_by(self, actor: &Actor) -> Result<Media> {
        let owner_id = UserId::from_uuid(self.owner_id);
        let picture = self.picture()?;
        let sending = policy::can_see_sending(actor, owner_id).then(|| Sending {
            filename: self.filename,
            size: self.size.unsigned_abs(),
            received: self.received.unsigned_abs(),
            reason: self.reason,
            expires_at: self.expires_at,
        });
        Ok(Media {
            id: MediaId::from_uuid(self.id),
            owner_id,
            state: self.state.parse()?,
            alt_text: self.alt_text,
            media_type: self.media_type,
            sending,
            picture,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            uploads: self.uploads,
        })
    }

    fn picture(&self) -> Result<Option<MediaPicture>> {
        let Some(renditions) = &self.renditions else { return Ok(None) };
        let side = |length: Option<i32>| length.unwrap_or_default().unsigned_abs();
        Ok(Some(MediaPicture {
            width: side(self.width),
            height: side(self.height),
            blurhash: self.blurhash.clone().unwrap_or_default(),
            dominant_color: self.dominant_color.clone().unwrap_or_default(),
            variants: serde_json::from_str(renditions).map_err(Error::internal)?,
        }))
    }
}

/// Every query starts here: what is ready is for everyone, the rest for its owner and editors.
fn visible_to(actor: &Actor) -> Sql {
    let mut sql = Sql::new(
        "SELECT m.id, m.owner_id, m.state, m.filename, COALESCE(b.media_type, m.media_type) AS media_type, m.size, m.received, \
         m.uploads, m.alt_text, m.reason, m.version, m.expires_at, m.created_at, m.updated_at, b.width, b.height, \
         b.blurhash, b.dominant_color, b.renditions FROM media m LEFT JOIN media_blobs b ON b.id = m.blob_id WHERE ",
    );
    match actor.user_id() {
        _ if actor.may(Role::Editor, Scope::Read) => sql.push("1 = 1"),
        Some(user) => sql.push("(m.state = 'ready' OR m.owner_id = ").bind(user.uuid()).push(")"),
        None => sql.push("m.state = 'ready'"),
    };
    sql
}

pub(super) async fn by_id(cx: &Context, db: &impl ConnectionTrait, id: MediaId) -> Result<Option<Media>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND m.id = ").bind(id.uuid()).rows_of(&[Table::Media, Table::Pictures]);
    freshness::saw([row(id)]);
    sql.one::<Row>(db).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

pub(super) async fn by_ids(cx: &Context, ids: &[MediaId]) -> Result<Vec<Media>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND m.id").any_of(cx.deps.db.engine(), ids.iter().map(TypeSafeId::uuid).collect::<Vec<_>>());
    sql.rows_of(&[Table::Media, Table::Pictures]);
    freshness::saw(ids.iter().map(|id| row(*id)));
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(|row| row.seen_by(&cx.actor)).collect()
}

/// Locks a medium for a change, as far as the engine has row locks; SQLite has one writer anyway.
pub(super) async fn lock(cx: &Context, tx: &Tx, id: MediaId) -> Result<Option<Media>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND m.id = ").bind(id.uuid());
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE OF m");
    }
    sql.one::<Row>(&**tx).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

/// One's own, or for editors everyone's; on demand those that nobody has described.
pub(super) async fn page(
    cx: &Context,
    user: UserId,
    needs_alt_text: bool,
    request: &PageRequest,
) -> Result<Page<Media>> {
    let mut sql = visible_to(&cx.actor);
    if !cx.actor.may(Role::Editor, Scope::Read) {
        sql.push(" AND m.owner_id = ").bind(user.uuid());
    }
    if needs_alt_text {
        sql.push(" AND m.alt_text IS NULL");
    }
    let whole = sql.clone();
    request.apply(LIBRARY, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let media = rows.into_iter().map(|row| row.seen_by(&cx.actor)).collect::<Result<Vec<_>>>()?;
    Ok(request.page(cx, LIBRARY, media, |it| Position { key: Key::Time(it.created_at), id: it.id.uuid() }).of(whole))
}

/// How many tickets of a person wait.
pub(super) async fn waiting(cx: &Context, tx: &Tx, owner: UserId) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM media WHERE state = 'waiting' AND owner_id = ");
    sql.bind(owner.uuid()).push(" AND expires_at > ").bind(cx.now);
    Ok(sql.one::<Count>(&**tx).await?.map_or(0, |count| count.n))
}

pub(super) async fn insert(cx: &Context, tx: &Tx, owner: UserId, new: NewMedia) -> Result<MediaId> {
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
pub(super) async fn count_received(cx: &Context, tx: &Tx, media: &Media, received: u64) -> Result<bool> {
    let mut sql = Sql::new("UPDATE media SET uploads = uploads + 1, version = version + 1, received = ");
    sql.bind(i64::try_from(received).map_err(Error::internal)?).push(", updated_at = ").bind(cx.deps.clock.now());
    sql.push(" WHERE state = 'waiting' AND id = ").bind(media.id.uuid()).push(" AND uploads = ").bind(media.uploads);
    Ok(sql.run(&tx.at(&[row(media.id)])).await? == 1)
}

pub(super) async fn begin_processing(cx: &Context, tx: &Tx, id: MediaId) -> Result<()> {
    let mut sql = Sql::new("UPDATE media SET state = 'processing', version = version + 1, updated_at = ");
    sql.bind(cx.now).push(", expires_at = ").bind(cx.now + PROCESSING);
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&[row(id)])).await?;
    Ok(())
}

/// Makes a medium show a blob, or nothing for a reason; false when it is gone or was settled already.
pub(super) async fn settle(cx: &Context, tx: &Tx, id: MediaId, outcome: Result<BlobId, &'static str>) -> Result<bool> {
    let now = cx.deps.clock.now();
    let mut sql = Sql::new("UPDATE media SET version = version + 1, updated_at = ");
    sql.bind(now);
    match outcome {
        Ok(blob) => sql.push(", state = 'ready', blob_id = ").bind(blob.uuid()),
        Err(reason) => sql.push(", state = 'refused', expires_at = ").bind(now).push(", reason = ").bind(reason),
    };
    sql.push(" WHERE state = 'processing' AND id = ").bind(id.uuid());
    Ok(sql.run(&tx.at(&[row(id)])).await? == 1)
}

pub(super) async fn describe(cx: &Context, tx: &Tx, id: MediaId, alt_text: Option<String>) -> Result<()> {
    let mut sql = Sql::new("UPDATE media SET version = version + 1, updated_at = ");
    sql.bind(cx.now).push(", alt_text = ").bind(alt_text).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&[row(id)])).await?;
    Ok(())
}

pub(super) async fn delete(cx: &Context, tx: &Tx, id: MediaId) -> Result<()> {
    remove(cx, tx, &[row(id)], |sql| {
        sql.push("id = ").bind(id.uuid());
    })
    .await
    .map(|_| ())
}

/// Removes all media of a person who is erased; their files are collected. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(cx: &Context, tx: &Tx, owner: UserId) -> Result<u64> {
    remove(cx, tx, &[], |sql| {
        sql.push("owner_id = ").bind(owner.uuid());
    })
    .await
}

/// Removes media that never became ready, once their owners have had time to see why. Tells how many, at most `most`.
pub(super) async fn remove_stale(cx: &Context, tx: &Tx, most: u32) -> Result<u64> {
    remove(cx, tx, &[], |sql| {
        sql.push("id IN (SELECT id FROM media WHERE state <> 'ready' AND expires_at < ").bind(cx.now - KEPT);
        sql.push(&format!(" LIMIT {most})"));
    })
    .await
}

/// The rows are those that are removed, where they are known before.
async fn remove(cx: &Context, tx: &Tx, rows: &[Mark], which: impl Fn(&mut Sql)) -> Result<u64> {
    let mut sql = Sql::new("UPDATE media_blobs SET loose_at = ");
    sql.bind(cx.now)
        .push(" WHERE loose_at IS NULL AND id IN (SELECT blob_id FROM media WHERE blob_id IS NOT NULL AND ");
    which(&mut sql);
    sql.push(")");
    sql.run(&tx.at(&blobs::unshown())).await?;
    let mut sql = Sql::new("DELETE FROM media WHERE ");
    which(&mut sql);
    Ok(sql.run(&tx.at(rows)).await?)
}

/// A medium, as whoever reads or writes it marks it.
fn row(id: MediaId) -> Mark {
    Mark::row(Table::Media, id.uuid())
}

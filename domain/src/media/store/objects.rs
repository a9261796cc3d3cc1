//! Every file in the store, written down before it is written.

use chrono::{DateTime, Utc};
use presswork_entity::media_objects;
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::{BlobId, MediaId},
    platform::{Sql, Tx},
};

/// A file.
#[derive(FromQueryResult)]
struct Named {
    key: String,
}

/// Writes down that there will be a file. It is loose until what holds it says otherwise.
pub(in crate::media) async fn announce(
    cx: &Context,
    tx: &Tx,
    holder: Uuid,
    keys: impl IntoIterator<Item = (String, Option<u64>)>,
) -> Result<()> {
    let mut rows = Vec::new();
    for (key, starts_at) in keys {
        rows.push(media_objects::ActiveModel {
            key: Set(key),
            holder: Set(holder),
            starts_at: Set(starts_at.map(i64::try_from).transpose().map_err(Error::internal)?),
            length: Set(None),
            loose: Set(true),
            created_at: Set(cx.deps.clock.now()),
        });
    }
    media_objects::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Counts a file as a part of its upload.
pub(in crate::media) async fn count(tx: &Tx, key: &str, length: u64) -> Result<()> {
    let mut sql = Sql::new("UPDATE media_objects SET length = ");
    sql.bind(i64::try_from(length).map_err(Error::internal)?).push(" WHERE key = ").bind(key);
    sql.run(&**tx).await?;
    Ok(())
}

/// Counts no part of an upload any more, because another begins at the beginning; tells which there were.
pub(in crate::media) async fn start_over(tx: &Tx, media: MediaId, with: &str) -> Result<Vec<String>> {
    let mut sql = Sql::new("UPDATE media_objects SET length = NULL WHERE length IS NOT NULL AND holder = ");
    sql.bind(media.uuid()).push(" AND key <> ").bind(with).push(" RETURNING key");
    Ok(sql.all::<Named>(&**tx).await?.into_iter().map(|row| row.key).collect())
}

/// The parts of an upload, in order.
pub(in crate::media) async fn pieces(cx: &Context, media: MediaId) -> Result<Vec<String>> {
    let mut sql = Sql::new("SELECT key FROM media_objects WHERE length IS NOT NULL AND holder = ");
    sql.bind(media.uuid()).push(" ORDER BY starts_at");
    Ok(sql.all::<Named>(cx.deps.db.reader()).await?.into_iter().map(|row| row.key).collect())
}

/// What a blob holds is loose no more.
pub(in crate::media) async fn fasten(tx: &Tx, blob: BlobId) -> Result<()> {
    let mut sql = Sql::new("UPDATE media_objects SET loose = ");
    sql.bind(false).push(" WHERE holder = ").bind(blob.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// What these blobs held is loose again.
pub(in crate::media) async fn loosen(tx: &Tx, blobs: &[Uuid]) -> Result<()> {
    let mut sql = Sql::new("UPDATE media_objects SET loose = ");
    sql.bind(true).push(" WHERE holder IN ").bind_all(blobs.iter().copied());
    sql.run(&**tx).await?;
    Ok(())
}

/// Files that nothing holds, older than this: neither an upload that may go on or is looked at, nor a picture.
pub(in crate::media) async fn loose(cx: &Context, before: DateTime<Utc>, most: u32) -> Result<Vec<String>> {
    let mut sql = Sql::new("SELECT o.key FROM media_objects o WHERE o.loose AND o.created_at < ");
    sql.bind(before);
    sql.push(
        " AND NOT EXISTS (SELECT 1 FROM media_blobs b WHERE b.id = o.holder) AND NOT EXISTS (SELECT 1 FROM media m \
         WHERE m.id = o.holder AND (m.state = 'processing' OR (m.state = 'waiting' AND m.expires_at > ",
    );
    sql.bind(cx.now).push(&format!("))) ORDER BY o.created_at LIMIT {most}"));
    Ok(sql.all::<Named>(cx.deps.db.reader()).await?.into_iter().map(|row| row.key).collect())
}

/// Forgets files, once they are removed.
pub(in crate::media) async fn strike(tx: &Tx, keys: &[String]) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM media_objects WHERE key IN ");
    sql.bind_all(keys.iter().cloned());
    sql.run(&**tx).await?;
    Ok(())
}

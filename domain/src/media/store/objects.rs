//! Who holds the files of pictures, and what nobody holds; `uploads` writes them down.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::BlobId,
    platform::{Sql, Tx},
};

/// A file.
#[derive(FromQueryResult)]
struct Named {
    key: String,
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

//! Pictures that are ready, once for the same bytes.

use chrono::{DateTime, Utc};
use presswork_entity::media_blobs;
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult, sea_query::OnConflict};
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::BlobId,
    media::{MediaVariant, TakenPicture},
    platform::{
        Sql, Tx,
        freshness::{Mark, Table},
        images::Picture,
    },
};

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
}

/// What a write of blobs marks: nothing that is shown of a medium that is ready ever changes.
pub(super) fn unshown() -> [Mark; 1] {
    [Mark::list(Table::Pictures)]
}

/// The blob of these bytes, when there is one; it is locked, and no collector takes it.
pub(in crate::media) async fn hold(tx: &Tx, hash: &str) -> Result<Option<BlobId>> {
    let mut sql = Sql::new("UPDATE media_blobs SET loose_at = NULL WHERE hash = ");
    sql.bind(hash).push(" RETURNING id");
    Ok(sql.one::<Found>(&tx.at(&unshown())).await?.map(|found| BlobId::from_uuid(found.id)))
}

/// Adds a blob, unless there is one of the same bytes by now.
pub(in crate::media) async fn insert(
    cx: &Context,
    tx: &Tx,
    (id, hash): (BlobId, &str),
    picture: &Picture,
    variants: &[MediaVariant],
) -> Result<()> {
    let side = |length: u32| i32::try_from(length).map_err(Error::internal);
    let row = media_blobs::ActiveModel {
        id: Set(id.uuid()),
        hash: Set(hash.to_owned()),
        media_type: Set(picture.format.media_type().to_owned()),
        width: Set(side(picture.width)?),
        height: Set(side(picture.height)?),
        blurhash: Set(picture.blurhash.clone()),
        dominant_color: Set(picture.dominant_colour.clone()),
        renditions: Set(serde_json::to_string(variants).map_err(Error::internal)?),
        loose_at: Set(None),
        created_at: Set(cx.deps.clock.now()),
    };
    let there = OnConflict::column(media_blobs::Column::Hash).do_nothing().to_owned();
    media_blobs::Entity::insert(row).on_conflict(there).exec_without_returning(&tx.at(&unshown())).await?;
    Ok(())
}

/// Adds a blob that was made elsewhere, unless there is one of the same bytes; true when it is this one. The collector looks whether
/// anybody has it.
pub(in crate::media) async fn insert_taken(
    cx: &Context,
    tx: &Tx,
    id: BlobId,
    picture: &TakenPicture,
    variants: &[MediaVariant],
) -> Result<bool> {
    let now = cx.deps.clock.now();
    let row = media_blobs::ActiveModel {
        id: Set(id.uuid()),
        hash: Set(picture.hash.clone()),
        media_type: Set(picture.media_type.clone()),
        width: Set(picture.width),
        height: Set(picture.height),
        blurhash: Set(picture.blurhash.clone()),
        dominant_color: Set(picture.dominant_color.clone()),
        renditions: Set(serde_json::to_string(variants).map_err(Error::internal)?),
        loose_at: Set(Some(now)),
        created_at: Set(now),
    };
    let there = OnConflict::column(media_blobs::Column::Hash).do_nothing().to_owned();
    Ok(media_blobs::Entity::insert(row).on_conflict(there).exec_without_returning(&**tx).await? == 1)
}

/// Lets the collector look whether anybody has a blob.
pub(in crate::media) async fn release(cx: &Context, tx: &Tx, blob: BlobId) -> Result<()> {
    let mut sql = Sql::new("UPDATE media_blobs SET loose_at = ");
    sql.bind(cx.deps.clock.now()).push(" WHERE id = ").bind(blob.uuid());
    sql.run(&tx.at(&unshown())).await?;
    Ok(())
}

/// Removes blobs that no medium has had since this time; tells which.
pub(in crate::media) async fn remove_unused(tx: &Tx, before: DateTime<Utc>, most: u32) -> Result<Vec<Uuid>> {
    const USED: &str = "SELECT 1 FROM media m WHERE m.blob_id = media_blobs.id";
    let mut sql = Sql::new(&format!("UPDATE media_blobs SET loose_at = NULL WHERE EXISTS ({USED}) AND loose_at < "));
    sql.bind(before);
    sql.run(&tx.at(&unshown())).await?;
    // Asked again of the row as it is once it is locked: a medium that takes the blob has cleared `loose_at` by then.
    let mut sql = Sql::new("DELETE FROM media_blobs WHERE loose_at < ");
    sql.bind(before).push(" AND id IN (SELECT id FROM media_blobs WHERE loose_at < ").bind(before);
    sql.push(&format!(" LIMIT {most}) AND NOT EXISTS ({USED}) RETURNING id"));
    Ok(sql.all::<Found>(&tx.at(&unshown())).await?.into_iter().map(|found| found.id).collect())
}

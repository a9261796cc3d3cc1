//! What came of pictures.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::{ImportId, MediaId},
    imports::ImportTask,
    platform::{Sql, Tx},
};

/// Says which medium is made of a picture.
pub(in crate::imports) async fn made(tx: &Tx, import: ImportId, number: i64, media: MediaId) -> Result<()> {
    let mut sql = Sql::new("UPDATE import_pictures SET reason = NULL, media_id = ");
    sql.bind(media.uuid()).push(" WHERE import_id = ").bind(import.uuid()).push(" AND number = ").bind(number);
    sql.run(&**tx).await?;
    Ok(())
}

/// Says why nothing came of a picture.
pub(in crate::imports) async fn failed(tx: &Tx, import: ImportId, number: i64, reason: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE import_pictures SET media_id = NULL, reason = ");
    sql.bind(reason).push(" WHERE import_id = ").bind(import.uuid()).push(" AND number = ").bind(number);
    sql.run(&**tx).await?;
    Ok(())
}

/// Pictures that media are made of, with their addresses.
pub(in crate::imports) async fn made_pictures(cx: &Context, import: ImportId) -> Result<Vec<(String, MediaId)>> {
    #[derive(FromQueryResult)]
    struct Row {
        address: String,
        media_id: Uuid,
    }
    let mut sql =
        Sql::new("SELECT p.address, p.media_id FROM import_pictures p WHERE p.media_id IS NOT NULL AND p.import_id = ");
    sql.bind(import.uuid()).push(" ORDER BY p.number");
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.address, MediaId::from_uuid(row.media_id))).collect())
}

/// Pictures of which nothing came, and why.
pub(in crate::imports) async fn failures(tx: &Tx, import: ImportId) -> Result<Vec<(String, String)>> {
    #[derive(FromQueryResult)]
    struct Row {
        address: String,
        reason: String,
    }
    let mut sql = Sql::new(
        "SELECT p.address, COALESCE(p.reason, 'its job has not ended well') AS reason FROM import_pictures p \
         WHERE p.media_id IS NULL AND p.import_id = ",
    );
    sql.bind(import.uuid()).push(" ORDER BY p.number");
    let rows = sql.all::<Row>(&**tx).await?;
    Ok(rows.into_iter().map(|row| (row.address, row.reason)).collect())
}

/// Forgets pictures of which nothing came, so that they are fetched again; or all of them.
pub(in crate::imports) async fn forget_pictures(tx: &Tx, import: ImportId, task: ImportTask) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM import_pictures WHERE import_id = ");
    sql.bind(import.uuid()).push(match task {
        ImportTask::Plan => " AND 1 = 0",
        ImportTask::Apply => " AND media_id IS NULL",
        ImportTask::Undo => "",
    });
    sql.run(&**tx).await?;
    Ok(())
}

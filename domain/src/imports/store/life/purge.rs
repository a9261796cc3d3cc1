//! Imports and archives that are over.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::ImportId,
    jobs::UNFINISHED,
    platform::{Sql, Tx},
};

/// Lets nobody see an import any more; false when there was none.
pub(in crate::imports) async fn mark_deleted(cx: &Context, tx: &Tx, id: ImportId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE imports SET deleted_at = ");
    sql.bind(cx.now).push(" WHERE deleted_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

/// Imports whose archives are to be removed.
pub(in crate::imports) async fn over(cx: &Context, most: u32) -> Result<Vec<ImportId>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT imports.id FROM imports WHERE ");
    push_over(&mut sql, cx);
    sql.push(&format!(" ORDER BY imports.created_at LIMIT {most}"));
    let rows = sql.all::<Id>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| ImportId::from_uuid(row.id)).collect())
}

/// Lets nobody use an archive any more that is to be removed; false when somebody was quicker, and it stays.
pub(in crate::imports) async fn claim_over(cx: &Context, tx: &Tx, id: ImportId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE imports SET archive_gone_at = COALESCE(archive_gone_at, ");
    sql.bind(cx.now).push(") WHERE imports.id = ").bind(id.uuid()).push(" AND ");
    push_over(&mut sql, cx);
    Ok(sql.run(&**tx).await? == 1)
}

/// The condition that no job is busy with an import, and it was deleted, or its archive is over, or a purge has begun with it and died.
fn push_over(sql: &mut Sql, cx: &Context) {
    sql.push("(imports.deleted_at IS NOT NULL OR (imports.archive_gone_at IS NULL AND imports.expires_at <= ")
        .bind(cx.now);
    sql.push(
        ") OR (imports.archive_gone_at IS NOT NULL AND (EXISTS (SELECT 1 FROM media_objects o WHERE o.holder = imports.id) \
         OR NOT EXISTS (SELECT 1 FROM import_rows r WHERE r.import_id = imports.id)))) AND NOT EXISTS \
         (SELECT 1 FROM jobs j WHERE (j.id = imports.job_id OR j.id = imports.media_job_id) AND j.state IN ",
    );
    sql.push(UNFINISHED).push(")");
}

/// Forgets what a deleted import has created, so many rows at a time; tells how many.
pub(in crate::imports) async fn forget_rows(tx: &Tx, id: ImportId, most: u32) -> Result<u64> {
    let mut sql = Sql::new(
        "DELETE FROM import_rows WHERE EXISTS (SELECT 1 FROM imports i WHERE i.deleted_at IS NOT NULL AND i.id = ",
    );
    sql.bind(id.uuid()).push(
        ") AND (import_id, file, key) IN (SELECT r.import_id, r.file, r.key FROM import_rows r WHERE r.import_id = ",
    );
    sql.bind(id.uuid()).push(&format!(" LIMIT {most})"));
    Ok(sql.run(&**tx).await?)
}

/// Forgets an import that was deleted or has never created anything.
pub(in crate::imports) async fn forget(tx: &Tx, id: ImportId) -> Result<()> {
    let mut sql = Sql::new(
        "DELETE FROM imports WHERE (deleted_at IS NOT NULL OR NOT EXISTS \
         (SELECT 1 FROM import_rows r WHERE r.import_id = imports.id)) AND id = ",
    );
    sql.bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

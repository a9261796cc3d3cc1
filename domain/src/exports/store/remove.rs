//! Exports that are deleted or over.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::row::UNFINISHED;
use crate::{
    Context, Result,
    ids::{ExportId, UserId},
    platform::{Sql, Tx},
};

/// Lets nobody see an export any more; false when there was none.
pub(in crate::exports) async fn mark_deleted(cx: &Context, tx: &Tx, id: ExportId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE exports SET deleted_at = ");
    sql.bind(cx.now).push(" WHERE deleted_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

/// Exports whose job has ended and whose files nobody needs any more: deleted, over, or failed so long ago.
pub(in crate::exports) async fn over(cx: &Context, failed_before: DateTime<Utc>, most: u32) -> Result<Vec<ExportId>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT e.id FROM exports e WHERE (e.deleted_at IS NOT NULL OR e.expires_at <= ");
    sql.bind(cx.now).push(" OR (e.ready_at IS NULL AND e.created_at < ").bind(failed_before);
    sql.push(&format!(
        ")) AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.job_id AND j.state IN {UNFINISHED}) \
         ORDER BY e.created_at LIMIT {most}"
    ));
    let rows = sql.all::<Id>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| ExportId::from_uuid(row.id)).collect())
}

pub(in crate::exports) async fn remove(tx: &Tx, ids: &[ExportId]) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM exports WHERE id IN ");
    sql.bind_all(ids.iter().map(type_safe_id::TypeSafeId::uuid));
    sql.run(&**tx).await?;
    Ok(())
}

/// Lets nobody see the exports of a person who is erased; their files go within the hour. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(cx: &Context, tx: &Tx, account: UserId) -> Result<u64> {
    let mut sql = Sql::new("UPDATE exports SET deleted_at = ");
    sql.bind(cx.now).push(" WHERE deleted_at IS NULL AND user_id = ").bind(account.uuid());
    Ok(sql.run(&**tx).await?)
}

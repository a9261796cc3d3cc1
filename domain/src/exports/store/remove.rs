//! Exports that are deleted or over.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::{ExportId, UserId},
    jobs::UNFINISHED,
    platform::{Sql, Tx},
};

/// Lets nobody see an export any more; false when there was none.
pub(in crate::exports) async fn mark_deleted(cx: &Context, tx: &Tx, id: ExportId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE exports SET deleted_at = ");
    sql.bind(cx.now).push(" WHERE deleted_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

/// An export that nobody needs any more.
pub(in crate::exports) struct Over {
    pub id: ExportId,
    /// How many attempts its job made, each of which may have left a file.
    pub attempts: u32,
}

/// Exports whose job has ended and whose files nobody needs any more: deleted, over, or failed so long ago.
pub(in crate::exports) async fn over(cx: &Context, failed_before: DateTime<Utc>, most: u32) -> Result<Vec<Over>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        kept: Option<i32>,
        made: Option<i32>,
    }
    // The job may be purged before its export is.
    let mut sql = Sql::new(
        "SELECT e.id, e.attempt AS kept, (SELECT j.attempt FROM jobs j WHERE j.id = e.job_id) AS made FROM exports e \
         WHERE (e.deleted_at IS NOT NULL OR e.expires_at <= ",
    );
    sql.bind(cx.now).push(" OR (e.ready_at IS NULL AND e.created_at < ").bind(failed_before);
    sql.push(&format!(
        ")) AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.job_id AND j.state IN {UNFINISHED}) \
         ORDER BY e.created_at LIMIT {most}"
    ));
    let over = |row: Row| Over {
        id: ExportId::from_uuid(row.id),
        attempts: row.kept.max(row.made).and_then(|attempts| u32::try_from(attempts).ok()).unwrap_or_default(),
    };
    Ok(sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(over).collect())
}

pub(in crate::exports) async fn remove(tx: &Tx, over: &[Over]) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM exports WHERE id IN ");
    sql.bind_all(over.iter().map(|it| it.id.uuid()));
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

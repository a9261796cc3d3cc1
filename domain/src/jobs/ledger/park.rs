//! Parked jobs: a release that can't read one puts it aside, and one that can takes it up again.

use sea_orm::FromQueryResult;
use serde_json::Value;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::lease::{SWEEP_BATCH, requeue};
use crate::{Context, Result, ids::JobId, jobs::group::DUE, platform::Sql};

/// This release, as a job knows it that was put aside by it.
pub(super) const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// A job that some release could not read, or not do.
#[derive(Debug, Clone)]
pub struct Parked {
    /// The job.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// Its payload, not parsed yet; `None` when it is no JSON.
    pub payload: Option<Value>,
}

/// Parked jobs of these kinds behind an id, at most one batch: those that could not be read, and those that another release
/// has put aside.
///
/// # Errors
/// The database's.
pub async fn parked(cx: &Context, kinds: &[&str], after: Option<JobId>) -> Result<Vec<Parked>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        kind: String,
        payload: String,
    }
    let mut sql =
        Sql::new("SELECT id, kind, CAST(payload AS TEXT) AS payload FROM jobs WHERE state = 'parked' AND kind IN ");
    sql.bind_all(kinds.iter().copied()).push(" AND (parked_by IS NULL OR parked_by <> ").bind(RELEASE).push(")");
    sql.push(" AND id > ").bind(after.map_or_else(Uuid::nil, |after| after.uuid()));
    sql.push(&format!(" ORDER BY id LIMIT {SWEEP_BATCH}"));
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let read = |row: Row| {
        let payload = serde_json::from_str(&row.payload).ok();
        Parked { id: JobId::from_uuid(row.id), kind: row.kind, payload }
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Makes parked jobs due again and tells the queue.
///
/// # Errors
/// The database's.
pub async fn unpark(cx: &Context, ids: &[JobId]) -> Result<usize> {
    // It has waited for a release, not for a worker.
    let mut sql = Sql::new(&format!("UPDATE jobs SET state = {DUE}, worker = NULL, parked_by = NULL, run_at = "));
    sql.bind(cx.now)
        .push(" WHERE state = 'parked' AND id IN ")
        .bind_all(ids.iter().map(TypeSafeId::uuid))
        .push(" RETURNING id, queue");
    requeue(cx, sql).await
}

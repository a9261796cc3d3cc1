//! Writing a job into the ledger, in the caller's transaction.

use chrono::{DateTime, Utc};

use super::{Job, JobState};
use crate::{
    Context, Error, Result,
    ids::{self, JobId, JobKind},
    platform::{Sql, Tx, queue::Dispatch},
};

/// Enqueues a job that is due at once. Its id is the receipt; for a job that is already waiting under the same unique
/// key, the id of that one.
///
/// # Errors
/// The database's; the caller's transaction is lost then.
pub async fn enqueue<J: Job>(cx: &Context, tx: &mut Tx, job: &J) -> Result<JobId> {
    enqueue_at(cx, tx, job, cx.now).await
}

async fn enqueue_at<J: Job>(cx: &Context, tx: &mut Tx, job: &J, run_at: DateTime<Utc>) -> Result<JobId> {
    let id = ids::new::<JobKind>(cx);
    let unique_key = job.unique_key();
    if J::ONCE
        && let Some(key) = &unique_key
        && let Some(earlier) = super::store::any_with_key(tx, J::KIND, key).await?
    {
        return Ok(earlier);
    }
    let state = if run_at > cx.now { JobState::Scheduled } else { JobState::Queued };
    let payload = serde_json::to_value(job).map_err(Error::internal)?;
    let max_attempts = i32::try_from(J::MAX_ATTEMPTS).unwrap_or(i32::MAX);
    let mut sql = Sql::new(
        "INSERT INTO jobs (id, kind, queue, payload, state, max_attempts, run_at, unique_key, trace_context, \
         enqueued_by, created_at) VALUES (",
    );
    sql.bind(id.uuid()).push(", ").bind(J::KIND).push(", ").bind(J::QUEUE.as_str()).push(", ").bind(payload);
    sql.push(", ").bind(state.as_str()).push(", ").bind(max_attempts).push(", ").bind(run_at);
    sql.push(", ").bind(unique_key.clone()).push(", ").bind(cx.request_id.to_string());
    sql.push(", ").bind(cx.actor.user_id().map(|user| user.uuid())).push(", ").bind(cx.now);
    sql.push(") ON CONFLICT DO NOTHING");
    if sql.run(&**tx).await? == 0 {
        return super::store::unfinished(tx, J::KIND, unique_key.as_deref()).await;
    }
    if state == JobState::Queued {
        tx.dispatch_after_commit(Dispatch { id, queue: J::QUEUE });
    }
    Ok(id)
}

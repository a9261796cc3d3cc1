//! What people and operators do to jobs: cancel, retry, discard.

use super::{JobRecord, JobState, policy, store};
use crate::{
    Context, Error, Result,
    ids::JobId,
    platform::{Sql, Tx, db::taken, queue::Dispatch},
};

/// Calls a job off. One that waits is cancelled at once; one that runs is asked to stop and has a few seconds to do so.
///
/// # Errors
/// `not_found`; `job_finished` when there is nothing left to call off.
pub async fn cancel(cx: &Context, id: JobId) -> Result<JobRecord> {
    cx.actor.require_known()?;
    let tx = cx.begin().await?;
    let job = lock(cx, &tx, id).await?;
    let sql = match job.state {
        JobState::Scheduled | JobState::Queued | JobState::Parked => {
            let mut sql = Sql::new("UPDATE jobs SET state = 'cancelled', finished_at = ");
            sql.bind(cx.now).push(", cancel_requested_at = ").bind(cx.now);
            sql
        }
        JobState::Running => {
            let mut sql = Sql::new("UPDATE jobs SET cancel_requested_at = ");
            sql.bind(cx.now);
            sql
        }
        JobState::Succeeded | JobState::Dead | JobState::Cancelled => {
            return Err(Error::conflict("job_finished", "this job has ended already"));
        }
    };
    change(cx, tx, &job, sql).await
}

/// Gives a dead or cancelled job one more attempt, now.
///
/// # Errors
/// `not_found`, `forbidden`; `job_not_ended` when it still waits or runs; `job_superseded` when another job has taken its
/// unique key.
pub async fn retry(cx: &Context, id: JobId) -> Result<JobRecord> {
    let mut tx = cx.begin().await?;
    let job = lock_as_operator(cx, &tx, id).await?;
    if !matches!(job.state, JobState::Dead | JobState::Cancelled) {
        return Err(Error::conflict("job_not_ended", "only a dead or cancelled job can be retried"));
    }
    let mut sql =
        Sql::new("UPDATE jobs SET state = 'queued', finished_at = NULL, cancel_requested_at = NULL, run_at = ");
    sql.bind(cx.now).push(", max_attempts = CASE WHEN max_attempts > attempt THEN max_attempts ELSE attempt + 1 END");
    tx.dispatch_after_commit(Dispatch { id, queue: job.queue.parse()? });
    change(cx, tx, &job, sql).await
}

/// Gives a dead or parked job up: it is cancelled and leaves the list of what needs attention.
///
/// # Errors
/// `not_found`, `forbidden`; `job_not_dead`.
pub async fn discard(cx: &Context, id: JobId) -> Result<JobRecord> {
    let tx = cx.begin().await?;
    let job = lock_as_operator(cx, &tx, id).await?;
    if !matches!(job.state, JobState::Dead | JobState::Parked) {
        return Err(Error::conflict("job_not_dead", "only a dead or parked job can be discarded"));
    }
    let mut sql = Sql::new("UPDATE jobs SET state = 'cancelled', finished_at = ");
    sql.bind(cx.now);
    change(cx, tx, &job, sql).await
}

async fn lock(cx: &Context, tx: &Tx, id: JobId) -> Result<JobRecord> {
    store::lock(cx, tx, id).await?.ok_or(Error::not_found("job"))
}

async fn lock_as_operator(cx: &Context, tx: &Tx, id: JobId) -> Result<JobRecord> {
    cx.actor.require_known()?;
    let job = lock(cx, tx, id).await?;
    if !policy::can_operate(&cx.actor) {
        return Err(Error::forbidden("only operators may do this to jobs"));
    }
    Ok(job)
}

/// Runs the change, unless a worker was faster since the row was read.
async fn change(cx: &Context, tx: Tx, job: &JobRecord, mut sql: Sql) -> Result<JobRecord> {
    sql.push(" WHERE id = ").bind(job.id.uuid()).push(&format!(" AND state = '{}'", job.state.as_str()));
    let changed = sql.run(&*tx).await.map_err(|error| match taken(&error) {
        Some(_) => Error::conflict("job_superseded", "another job has taken this one's place"),
        None => error.into(),
    })?;
    if changed == 0 {
        return Err(Error::conflict("job_moved_on", "the job has just changed its state; look again"));
    }
    tx.commit().await?;
    super::get(cx, job.id).await
}

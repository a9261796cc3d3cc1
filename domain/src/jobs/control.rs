//! What people and operators do to jobs: cancel, retry, discard.

use sea_orm::FromQueryResult;

use super::{Change, JobRecord, JobState, bulk, family, ledger, policy, store, tell};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    ids::JobId,
    platform::{Tx, db::taken, queue::Dispatch},
    scope::Scope,
};

/// Calls a job off, and its children with it. One that waits is cancelled at once; one that runs is asked to stop and has a
/// few seconds to do so; children are called off by a job of its own. Whoever set it in motion may, where its kind leaves that to
/// them ([`super::Job::OWNER_MAY_CANCEL`]); operators may call off all, which is audited.
///
/// # Errors
/// `not_found`; `forbidden`; `job_finished` when there is nothing left to call off; `job_state_unknown` when only another release knows how
/// it stands.
pub async fn cancel(cx: &Context, id: JobId) -> Result<JobRecord> {
    cx.actor.require_known()?;
    policy::require_control(&cx.actor)?;
    let mut tx = cx.begin().await?;
    let job = lock(cx, &tx, id).await?;
    let as_owner = policy::can_cancel_own(&cx.actor, &job.kind, job.enqueued_by);
    if !as_owner && !policy::can_operate(&cx.actor) {
        return Err(cx.actor.no_operator("only operators may call this job off"));
    }
    if job.state.is_finished() {
        return Err(Error::conflict("job_finished", "this job has ended already"));
    }
    if job.state == JobState::Unknown {
        return Err(Error::conflict("job_state_unknown", "only another release knows the state of this job"));
    }
    if job.children.is_some() {
        bulk::cancel_children(cx, &mut tx, id).await?;
    }
    if !as_owner {
        audit::record(cx, &mut tx, Entry::done("job.cancelled").on(id));
    }
    change(cx, tx, &job, Change::Cancel).await
}

/// Gives a dead, cancelled or parked job one more attempt, now; one that waits for another try begins it now. A deadline that
/// has passed is lifted.
///
/// # Errors
/// `not_found`, `forbidden`; `job_not_ended` when it waits for its first attempt or runs; `job_superseded` when another job has
/// taken its unique key.
pub async fn retry(cx: &Context, id: JobId) -> Result<JobRecord> {
    let mut tx = cx.begin().await?;
    let job = lock_as_operator(cx, &tx, id).await?;
    let ended = matches!(job.state, JobState::Dead | JobState::Cancelled | JobState::Parked);
    let to_be_repeated = job.state == JobState::Scheduled && job.attempt > 0;
    if !ended && !to_be_repeated {
        let which = "only a dead, cancelled or parked job, or one that waits for another try, can be retried";
        return Err(Error::conflict("job_not_ended", which));
    }
    audit::record(cx, &mut tx, Entry::done("job.retried").on(id));
    // A queue that only another release knows, that one looks after.
    if let Ok(queue) = job.queue.parse() {
        tx.dispatch_after_commit(Dispatch { id, queue });
    }
    change(cx, tx, &job, Change::Retry).await
}

/// Gives a dead or parked job up: it is cancelled and leaves the list of what needs attention.
///
/// # Errors
/// `not_found`, `forbidden`; `job_not_dead`.
pub async fn discard(cx: &Context, id: JobId) -> Result<JobRecord> {
    let mut tx = cx.begin().await?;
    let job = lock_as_operator(cx, &tx, id).await?;
    if !matches!(job.state, JobState::Dead | JobState::Parked) {
        return Err(Error::conflict("job_not_dead", "only a dead or parked job can be discarded"));
    }
    audit::record(cx, &mut tx, Entry::done("job.discarded").on(id));
    change(cx, tx, &job, Change::Discard).await
}

async fn lock(cx: &Context, tx: &Tx, id: JobId) -> Result<JobRecord> {
    store::lock(cx, tx, id).await?.ok_or(Error::not_found("job"))
}

async fn lock_as_operator(cx: &Context, tx: &Tx, id: JobId) -> Result<JobRecord> {
    cx.actor.require_known()?;
    cx.actor.require(Scope::Ops)?;
    let job = lock(cx, tx, id).await?;
    if !policy::can_operate(&cx.actor) {
        return Err(cx.actor.no_operator("only operators may do this to jobs"));
    }
    Ok(job)
}

#[derive(FromQueryResult)]
struct Changed {
    group_key: Option<String>,
}

/// Runs the change, unless a worker was faster since the row was read.
async fn change(cx: &Context, tx: Tx, job: &JobRecord, change: Change) -> Result<JobRecord> {
    let mut sql = change.update(cx);
    sql.push(" WHERE id = ").bind(job.id.uuid()).push(&format!(" AND state = '{}'", job.state.as_str()));
    sql.push(" RETURNING group_key");
    let changed = sql.one::<Changed>(&*tx).await.map_err(|error| match taken(&error) {
        Some(_) => Error::conflict("job_superseded", "another job has taken this one's place"),
        None => error.into(),
    })?;
    let changed = changed.ok_or(Error::conflict("job_moved_on", "the job has just changed its state; look again"))?;
    tx.tell_after_commit(tell::signal(job.id));
    tx.commit().await?;
    family::settle(cx, job.parent.as_slice()).await?;
    // Where its group has room it need not wait for the sweeper; where it was called off, another may come in.
    ledger::admit(cx, changed.group_key.as_deref()).await?;
    super::get(cx, job.id).await
}

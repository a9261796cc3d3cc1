//! Parents and children. A parent waits for its children and then runs, once: it is what comes `then`.
//!
//! Completing a child writes nothing of its parent, so a hundred thousand children complete side by side. Whoever ends
//! some looks afterwards whether any is left; of several who see that none is, one moves the parent on.

use std::collections::HashMap;

use type_safe_id::TypeSafeId;

use super::{
    ChildCounts, Job, JobState, Run, Terms,
    enqueue::{enqueue_as, enqueue_many},
    group::DUE,
    ledger::requeue,
    model::UNFINISHED,
    store, tell,
};
use crate::{
    Context, Error, Result,
    ids::JobId,
    platform::{Sql, Tx},
};

/// Enqueues a job that waits for its children and then runs once, however they ended ([`Run::children`] tells). Give it
/// children in the same transaction; without any it runs within moments.
///
/// # Errors
/// As [`super::enqueue`].
pub async fn enqueue_parent<J: Job>(cx: &Context, tx: &mut Tx, parent: &J) -> Result<JobId> {
    enqueue_as(cx, tx, parent, &Terms::now(), JobState::Waiting).await
}

/// Enqueues jobs under a parent. Those whose unique key is taken are passed over and are nobody's children.
///
/// # Errors
/// `job_finished` when the parent has ended, `job_cancelled` when it is called off; as [`super::enqueue`].
pub async fn enqueue_children<J: Job>(
    cx: &Context,
    tx: &mut Tx,
    parent: JobId,
    children: &[J],
    terms: &Terms,
) -> Result<Vec<JobId>> {
    let written = enqueue_many(cx, tx, children, &terms.under(parent)).await?;
    let mut sql = Sql::new("UPDATE jobs SET children = children + ");
    sql.bind(i32::try_from(written.len()).unwrap_or(i32::MAX)).push(" WHERE id = ").bind(parent.uuid());
    sql.push(&format!(" AND state IN {UNFINISHED} AND cancel_requested_at IS NULL"));
    if sql.run(&**tx).await? == 0 {
        return Err(no_parent(tx, parent).await?);
    }
    Ok(written)
}

/// Why a job gets no more children. One that runs while it is called off has not ended: it may be retried then, and goes on.
async fn no_parent(tx: &Tx, parent: JobId) -> Result<Error> {
    let mut sql = Sql::new("SELECT id FROM jobs WHERE cancel_requested_at IS NOT NULL AND id = ");
    sql.bind(parent.uuid()).push(&format!(" AND state IN {UNFINISHED}"));
    if sql.rows(&**tx).await?.is_empty() {
        return Ok(Error::conflict("job_finished", "this job has ended already; it gets no more children"));
    }
    Ok(Run::called_off())
}

/// Lets those of these parents run whose children have all ended.
pub(super) async fn settle(cx: &Context, parents: &[JobId]) -> Result<()> {
    if parents.is_empty() {
        return Ok(());
    }
    let mut sql = moved_on();
    sql.bind(cx.now).push(" END, run_at = ").bind(cx.now).push(" WHERE state = 'waiting' AND id");
    sql.any_of(cx.deps.db.engine(), parents.iter().map(TypeSafeId::uuid).collect());
    sql.push(&none_left("jobs")).push(" RETURNING id, queue");
    requeue(cx, sql).await.map(|_| ())
}

/// Lets every parent run whose children have all ended: what a process that died had not come to. At most one batch.
///
/// # Errors
/// The database's.
pub(super) async fn settle_all(cx: &Context, batch: usize) -> Result<usize> {
    let mut sql = moved_on();
    sql.bind(cx.now)
        .push(" END, run_at = ")
        .bind(cx.now)
        .push(" WHERE state = 'waiting' AND id IN (SELECT p.id FROM jobs p WHERE p.state = 'waiting'");
    sql.push(&none_left("p")).push(&format!(" LIMIT {batch}) RETURNING id, queue"));
    requeue(cx, sql).await
}

/// One that was called off while it ran, before it began to wait, does not run again.
fn moved_on() -> Sql {
    Sql::new(&format!(
        "UPDATE jobs SET state = CASE WHEN cancel_requested_at IS NULL THEN {DUE} ELSE 'cancelled' END, worker = NULL, \
         finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN "
    ))
}

/// A scalar, so that PostgreSQL probes the index for each parent instead of joining the whole ledger.
fn none_left(parent: &str) -> String {
    format!(" AND (SELECT 1 FROM jobs c WHERE c.parent_id = {parent}.id AND c.state IN {UNFINISHED} LIMIT 1) IS NULL")
}

impl Run {
    /// Stops here until the job's children have ended; then the handler runs again, which does not count as an attempt.
    /// In the transaction that enqueues the children; what is done by then is best kept by [`Run::step`].
    ///
    /// # Errors
    /// `stale_version` when this run has lost its claim.
    pub async fn wait_for_children(&self, tx: &Tx) -> Result<()> {
        let mut sql = Sql::new(
            "UPDATE jobs SET state = 'waiting', lease_until = NULL, last_error = NULL, max_attempts = max_attempts + 1",
        );
        self.fence(&mut sql);
        if sql.run(&**tx).await? == 0 {
            return Err(Error::Stale { what: "job" });
        }
        tx.tell_after_commit(tell::signal(self.job.id));
        self.mark_finished();
        Ok(())
    }

    /// How the job's children stand.
    ///
    /// # Errors
    /// The database's.
    pub async fn children(&self) -> Result<ChildCounts> {
        let id = self.job.id.uuid();
        Ok(store::child_counts(&self.cx, vec![id]).await?.remove(&id).unwrap_or_default())
    }

    /// How many of the job's children have ended with which text in this member of their result.
    ///
    /// # Errors
    /// The database's.
    pub async fn children_by(&self, member: &'static str) -> Result<HashMap<String, i64>> {
        store::child_results(&self.cx, self.job.id, member).await
    }
}

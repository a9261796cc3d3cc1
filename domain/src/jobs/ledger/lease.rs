//! Leases: a worker that lives renews its claims; the claims of one that died go back.

use std::time::Duration;

use sea_orm::FromQueryResult;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{statement, unless_called_off};
use crate::{
    Context, Result,
    ids::JobId,
    jobs::{QueueName, tell},
    kinds::KINDS,
    platform::{Sql, Tx, queue::Dispatch},
};

/// How many rows one sweep takes at most, so that no transaction grows with the backlog.
pub(super) const SWEEP_BATCH: usize = 500;

#[derive(FromQueryResult)]
pub(super) struct Found {
    pub id: Uuid,
    pub queue: String,
}

impl Found {
    /// What to tell the queue: nothing of a queue that only another release knows. That one's sweeper finds the job.
    pub(super) fn dispatch(&self) -> Option<Dispatch> {
        let queue = self.queue.parse::<QueueName>().ok()?;
        Some(Dispatch { id: JobId::from_uuid(self.id), queue })
    }
}

/// Extends the leases of these jobs, as far as the worker still has them. Only what a worker knows that it holds: a claim
/// whose answer never arrived (the connection broke at the commit) must run out.
///
/// # Errors
/// The database's.
pub async fn renew(cx: &Context, worker: &str, held: &[JobId], lease: Duration) -> Result<u64> {
    let mut sql = Sql::new("UPDATE jobs SET lease_until = ");
    sql.bind(cx.now + lease).push(" WHERE state = 'running' AND worker = ").bind(worker.to_owned());
    sql.push(" AND id").any_of(cx.deps.db.engine(), held.iter().map(TypeSafeId::uuid).collect());
    statement::run(cx, sql).await
}

/// Gives back everything a stopping worker still holds, before a backlog; the attempts do not count. What somebody has called
/// off is cancelled instead.
///
/// # Errors
/// The database's; the leases run out by themselves then.
pub async fn release_all(cx: &Context, worker: &str) -> Result<usize> {
    let mut sql = Sql::new("UPDATE jobs SET attempt = attempt - 1, lease_until = NULL, worker = NULL, run_at = ");
    due_again(&mut sql, cx);
    unless_called_off(&mut sql, cx, "queued");
    sql.push(" WHERE state = 'running' AND worker = ").bind(worker.to_owned()).push(" RETURNING id, queue");
    requeue_by(cx, sql, Tx::dispatch_first_after_commit).await
}

/// Since when a job is due that has run until now: it has waited for no worker. Where others wait it is as long as the longest of them, so
/// that it comes before a backlog.
fn due_again(sql: &mut Sql, cx: &Context) {
    sql.push("COALESCE((SELECT d.run_at FROM jobs d WHERE d.state IN ('queued', 'scheduled') AND d.queue = jobs.queue");
    sql.push(" AND d.run_at <= ").bind(cx.now).push(" ORDER BY d.run_at, d.id LIMIT 1), ").bind(cx.now).push(")");
}

/// Why an attempt failed that ended with its worker.
const WORKER_DIED: &str = "the worker died while running this job";

/// A claim of a worker that died.
#[derive(FromQueryResult)]
struct Lost {
    id: Uuid,
    queue: String,
    kind: String,
    attempt: i32,
    worker: Option<String>,
    /// What the job has become.
    state: String,
}

/// Takes back the claims of workers that died; each was an attempt that failed. What somebody has called off is cancelled.
/// A job that has used up its attempts is dead: it may be what kills them. At most one batch.
///
/// # Errors
/// The database's.
pub async fn rescue(cx: &Context) -> Result<usize> {
    let mut sql = Sql::new("UPDATE jobs SET lease_until = NULL, state = CASE WHEN cancel_requested_at IS NOT NULL ");
    sql.push("THEN 'cancelled' WHEN attempt >= max_attempts THEN 'dead' ELSE 'queued' END");
    sql.push(", finished_at = CASE WHEN cancel_requested_at IS NOT NULL OR attempt >= max_attempts THEN ");
    sql.bind(cx.now).push(" END, run_at = CASE WHEN cancel_requested_at IS NULL AND attempt < max_attempts THEN ");
    due_again(&mut sql, cx);
    sql.push(&format!(" ELSE run_at END, last_error = CASE WHEN attempt >= max_attempts THEN '{WORKER_DIED}, too "));
    sql.push(&format!("often' ELSE '{WORKER_DIED}' END WHERE state = 'running' AND "));
    sql.id_among(cx.deps.db.engine(), |sql| {
        sql.push("SELECT id FROM jobs WHERE state = 'running' AND lease_until < ").bind(cx.now);
        sql.push(&format!(" ORDER BY lease_until LIMIT {SWEEP_BATCH}"));
    });
    sql.push(" AND lease_until < ").bind(cx.now).push(" RETURNING id, queue, kind, attempt, worker, state");
    let mut tx = cx.begin().await?;
    let all = sql.all::<Lost>(&*tx).await?;
    remember(cx, &tx, &all).await?;
    for one in &all {
        tx.tell_after_commit(tell::signal(JobId::from_uuid(one.id)));
        if let (Ok(queue), "queued") = (one.queue.parse::<QueueName>(), one.state.as_str()) {
            // Before a backlog: it was its turn already.
            tx.dispatch_first_after_commit(Dispatch { id: JobId::from_uuid(one.id), queue });
        }
    }
    tx.commit().await?;
    count(cx, &all);
    Ok(all.len())
}

/// Keeps the attempts among those that failed.
async fn remember(cx: &Context, tx: &Tx, all: &[Lost]) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("INSERT INTO job_failures (job_id, attempt, worker, error, failed_at) VALUES ");
    for (n, one) in all.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(one.id).push(", ").bind(one.attempt).push(", ");
        sql.bind(one.worker.clone().unwrap_or_default()).push(&format!(", '{WORKER_DIED}', ")).bind(cx.now).push(")");
    }
    sql.push(" ON CONFLICT DO NOTHING");
    sql.run(&**tx).await?;
    Ok(())
}

/// Whether the worker of an earlier attempt died at this job: nobody knows how far that one came.
///
/// # Errors
/// The database's.
pub async fn was_lost(cx: &Context, job: JobId) -> Result<bool> {
    let mut sql = Sql::new("SELECT job_id FROM job_failures WHERE job_id = ");
    sql.bind(job.uuid()).push(&format!(" AND error = '{WORKER_DIED}'"));
    Ok(!sql.rows(cx.deps.db.reader()).await?.is_empty())
}

fn count(cx: &Context, all: &[Lost]) {
    for one in all {
        // Every name is kept as long as the process lives, so those that it does not know share one.
        let kind = KINDS.iter().copied().find(|kind| *kind == one.kind).unwrap_or("unknown");
        cx.deps.metrics.jobs.lost(one.queue.parse().ok(), kind);
    }
    cx.deps.metrics.jobs.rescued(all.len() as u64);
    let buried = all.iter().filter(|one| one.state == "dead").count();
    if buried > 0 {
        tracing::error!(buried, "jobs are dead: their worker died at every attempt");
    }
}

/// Runs a statement that makes jobs due again and tells the queue.
pub(in crate::jobs) async fn requeue(cx: &Context, sql: Sql) -> Result<usize> {
    requeue_by(cx, sql, Tx::dispatch_after_commit).await
}

async fn requeue_by(cx: &Context, sql: Sql, dispatch_after_commit: fn(&mut Tx, Dispatch)) -> Result<usize> {
    let mut tx: Tx = cx.begin().await?;
    let found = sql.all::<Found>(&*tx).await?;
    let count = found.len();
    for one in found {
        tx.tell_after_commit(tell::signal(JobId::from_uuid(one.id)));
        if let Some(dispatch) = one.dispatch() {
            dispatch_after_commit(&mut tx, dispatch);
        }
    }
    tx.commit().await?;
    Ok(count)
}

//! Leases: a worker that lives renews its claims; the claims of one that died go back.

use std::time::Duration;

use sea_orm::FromQueryResult;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::statement;
use crate::{
    Context, Error, Result,
    ids::JobId,
    jobs::{QueueName, tell},
    platform::{Sql, Tx, queue::Dispatch},
};

/// How many rows one sweep takes at most, so that no transaction grows with the backlog.
pub(super) const SWEEP_BATCH: usize = 500;

#[derive(FromQueryResult)]
pub(super) struct Found {
    pub id: Uuid,
    pub queue: String,
}

impl TryFrom<Found> for Dispatch {
    type Error = Error;

    fn try_from(found: Found) -> Result<Self> {
        Ok(Self { id: JobId::from_uuid(found.id), queue: found.queue.parse::<QueueName>()? })
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

/// Gives back everything a stopping worker still holds; the attempts do not count.
///
/// # Errors
/// The database's; the leases run out by themselves then.
pub async fn release_all(cx: &Context, worker: &str) -> Result<usize> {
    let mut sql =
        Sql::new("UPDATE jobs SET state = 'queued', attempt = attempt - 1, lease_until = NULL, worker = NULL");
    sql.push(" WHERE state = 'running' AND worker = ").bind(worker.to_owned()).push(" RETURNING id, queue");
    requeue(cx, sql).await
}

/// Takes back the claims of workers that died. A job that has used up its attempts is dead: it may be what kills them.
///
/// # Errors
/// The database's.
pub async fn rescue(cx: &Context) -> Result<usize> {
    let mut dead = Sql::new("UPDATE jobs SET state = 'dead', lease_until = NULL, finished_at = ");
    dead.bind(cx.now).push(", last_error = 'the worker died while running this job, too often'");
    dead.push(" WHERE state = 'running' AND attempt >= max_attempts AND lease_until < ").bind(cx.now);
    dead.push(" RETURNING id, queue");
    let mut cancelled = Sql::new("UPDATE jobs SET state = 'cancelled', lease_until = NULL, finished_at = ");
    cancelled
        .bind(cx.now)
        .push(" WHERE state = 'running' AND cancel_requested_at IS NOT NULL AND lease_until < ")
        .bind(cx.now)
        .push(" RETURNING id, queue");
    let tx = cx.begin().await?;
    let ended = cancelled.all::<Found>(&*tx).await?;
    let buried = dead.all::<Found>(&*tx).await?;
    tx.commit().await?;
    tell::changed(cx, ended.iter().chain(&buried).map(|one| JobId::from_uuid(one.id)));
    let buried = buried.len();
    if buried > 0 {
        tracing::error!(buried, "jobs are dead: their worker died at every attempt");
    }
    let mut sql = Sql::new("UPDATE jobs SET state = 'queued', lease_until = NULL, worker = NULL");
    sql.push(" WHERE state = 'running' AND id IN (SELECT id FROM jobs WHERE state = 'running' AND lease_until < ");
    sql.bind(cx.now).push(&format!(" ORDER BY lease_until LIMIT {SWEEP_BATCH})"));
    sql.push(" AND lease_until < ").bind(cx.now).push(" RETURNING id, queue");
    let rescued = requeue(cx, sql).await?;
    cx.deps.metrics.jobs.rescued((buried + rescued) as u64);
    Ok(rescued)
}

/// Runs a statement that makes jobs due again and tells the queue.
pub(in crate::jobs) async fn requeue(cx: &Context, sql: Sql) -> Result<usize> {
    let mut tx: Tx = cx.begin().await?;
    let found = sql.all::<Found>(&*tx).await?;
    let count = found.len();
    for one in found {
        tx.tell_after_commit(tell::signal(JobId::from_uuid(one.id)));
        tx.dispatch_after_commit(one.try_into()?);
    }
    tx.commit().await?;
    Ok(count)
}

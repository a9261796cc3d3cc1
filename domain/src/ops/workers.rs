//! Workers: each process tells the ledger that it lives, and reads there whether it should drain.

use super::{WorkerInfo, policy, store};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    jobs::QueueName,
};

/// What a worker process says of itself.
#[derive(Debug, Clone)]
pub struct Presence {
    /// The name under which it claims.
    pub id: String,
    /// The queues it serves.
    pub queues: Vec<QueueName>,
    /// Jobs of one queue that it runs at the same time.
    pub concurrency: usize,
    /// Jobs that it runs now.
    pub running: usize,
}

/// The worker processes that were heard of within a minute, the longest running first.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn workers(cx: &Context) -> Result<Vec<WorkerInfo>> {
    policy::require(&cx.actor)?;
    store::workers(cx).await
}

/// Asks one worker to take nothing new. It finishes what it runs and stays, idle, until it is stopped.
///
/// # Errors
/// `authentication_required`, `forbidden`, `not_found`.
pub async fn drain_worker(cx: &Context, id: &str) -> Result<WorkerInfo> {
    policy::require(&cx.actor)?;
    // Before anything is committed: a refusal after it would keep the idempotency key without an answer.
    if store::workers(cx).await?.iter().all(|worker| worker.id != id) {
        return Err(Error::not_found("worker"));
    }
    let mut tx = cx.begin().await?;
    if store::ask_to_drain(cx, &tx, id).await? {
        audit::record(cx, &mut tx, Entry::done("worker.drained").on(id));
    }
    tx.commit().await?;
    let living = store::workers(cx).await?;
    living.into_iter().find(|worker| worker.id == id).ok_or(Error::not_found("worker"))
}

/// Tells that a worker lives. Answers whether it has been asked to drain.
///
/// # Errors
/// The database's.
pub async fn report_worker(cx: &Context, presence: &Presence) -> Result<bool> {
    let tx = cx.begin().await?;
    let draining = store::report(cx, &tx, presence).await?;
    tx.commit().await?;
    Ok(draining)
}

/// Whether a worker has been asked to drain: one row by its key, so that it can be asked often.
///
/// # Errors
/// The database's.
pub async fn is_asked_to_drain(cx: &Context, id: &str) -> Result<bool> {
    store::is_asked_to_drain(cx, id).await
}

/// Tells that a worker has stopped.
///
/// # Errors
/// The database's.
pub async fn forget_worker(cx: &Context, id: &str) -> Result<()> {
    let tx = cx.begin().await?;
    store::forget_worker(&tx, id).await?;
    tx.commit().await
}

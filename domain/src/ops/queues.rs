//! Queues: how full they are, and stopping one in the whole cluster.

use super::{QueueStats, policy, store};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    jobs::QueueName,
};

/// Every queue at this moment, the most urgent first.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn queues(cx: &Context) -> Result<Vec<QueueStats>> {
    policy::require(&cx.actor)?;
    Ok(store::figures(cx).await?.queues)
}

/// Stops a queue: no worker picks anything up from it until it is resumed. What runs goes on. Pausing twice is once.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn pause_queue(cx: &Context, name: QueueName) -> Result<QueueStats> {
    policy::require(&cx.actor)?;
    let mut tx = cx.begin().await?;
    if store::pause_queue(cx, &tx, name).await? {
        audit::record(cx, &mut tx, Entry::done("queue.paused").on(format_args!("queue:{name}")));
    }
    tx.commit().await?;
    one(cx, name).await
}

/// Lets a queue go on.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn resume_queue(cx: &Context, name: QueueName) -> Result<QueueStats> {
    policy::require(&cx.actor)?;
    let mut tx = cx.begin().await?;
    if store::resume_queue(&tx, name).await? {
        audit::record(cx, &mut tx, Entry::done("queue.resumed").on(format_args!("queue:{name}")));
    }
    for job in store::first_due(cx, &tx, name).await? {
        tx.dispatch_after_commit(job);
    }
    tx.commit().await?;
    one(cx, name).await
}

async fn one(cx: &Context, name: QueueName) -> Result<QueueStats> {
    let all = store::figures(cx).await?.queues;
    all.into_iter().find(|queue| queue.name == name).ok_or(Error::not_found("queue"))
}

//! Queues: how full they are, and stopping one in the whole cluster.

use super::{QueueStats, policy, store};
use crate::{Context, Error, Result, jobs::QueueName, platform::Sql};

/// Every queue at this moment, the most urgent first.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn queues(cx: &Context) -> Result<Vec<QueueStats>> {
    policy::require(&cx.actor)?;
    store::queue_stats(cx).await
}

/// Stops a queue: no worker picks anything up from it until it is resumed. What runs goes on. Pausing twice is once.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn pause_queue(cx: &Context, name: QueueName) -> Result<QueueStats> {
    policy::require(&cx.actor)?;
    let tx = cx.begin().await?;
    let mut sql = Sql::new("INSERT INTO queues (name, paused_at, paused_by) VALUES (");
    sql.bind(name.as_str()).push(", ").bind(cx.now).push(", ").bind(cx.actor.user_id().map(|user| user.uuid()));
    sql.push(") ON CONFLICT DO NOTHING");
    sql.run(&*tx).await?;
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
    let mut sql = Sql::new("DELETE FROM queues WHERE name = ");
    sql.bind(name.as_str());
    sql.run(&*tx).await?;
    for job in store::first_due(cx, &tx, name).await? {
        tx.dispatch_after_commit(job);
    }
    tx.commit().await?;
    one(cx, name).await
}

async fn one(cx: &Context, name: QueueName) -> Result<QueueStats> {
    let all = store::queue_stats(cx).await?;
    all.into_iter().find(|queue| queue.name == name).ok_or(Error::not_found("queue"))
}

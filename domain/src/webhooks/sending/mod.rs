//! Making one attempt at a delivery.

mod attempt;
mod conclude;
mod queueing;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{
    DeliverWebhook, Delivery, DeliveryState, Webhook,
    store::{self, Kept},
};
use crate::{
    Context, Result,
    ids::{WebhookDeliveryId, WebhookId},
    jobs::{Job, Run},
};

pub(super) use queueing::{enqueue_anew, enqueue_first, enqueue_retry, is_slow};

/// Makes the next attempt at a delivery, if it is still wanted and it is its turn. However it ends, the delivery knows what comes next
/// in the transaction in which the job ends. A receiver that takes long keeps no slot from others meanwhile.
///
/// # Errors
/// The database's; `stale_version` when another run has taken over.
pub async fn send(run: &Run, webhook: WebhookId, delivery: WebhookDeliveryId) -> Result<()> {
    let cx = run.cx.again();
    let Some((kept, delivery)) = wanted(run, &cx, webhook, delivery).await? else { return Ok(()) };
    let came = run.wait_outside(attempt::make(&cx, &kept, &delivery)).await;
    conclude::conclude(run, &delivery, came).await
}

/// The delivery, if an attempt is to be made now. Otherwise the job has ended.
async fn wanted(
    run: &Run,
    cx: &Context,
    webhook: WebhookId,
    delivery: WebhookDeliveryId,
) -> Result<Option<(Kept, Delivery)>> {
    let found = store::kept(cx, webhook).await?.zip(store::delivery(cx, delivery).await?);
    let Some((kept, delivery)) = found else { return nothing(run, cx, "gone").await };
    if delivery.state != DeliveryState::Pending {
        return nothing(run, cx, "ended").await;
    }
    if !is_due(run, cx, &delivery) {
        return nothing(run, cx, "not yet").await;
    }
    if !kept.webhook.enabled && !delivery.is_test() {
        conclude::give_up(run, cx, &delivery).await?;
        return Ok(None);
    }
    if run.job.kind == DeliverWebhook::KIND && is_slow(&kept.webhook, &delivery) {
        change_lanes(run, cx, &kept.webhook, &delivery).await?;
        return Ok(None);
    }
    if kept.webhook.ordered && !delivery.is_test() && !its_turn(run, cx, webhook, &delivery).await? {
        return Ok(None);
    }
    Ok(Some((kept, delivery)))
}

/// Whoever made the job due may have a clock that is a little ahead.
fn is_due(run: &Run, cx: &Context, delivery: &Delivery) -> bool {
    let by: DateTime<Utc> = cx.now.max(run.job.run_at);
    delivery.next_attempt_at.is_none_or(|at| at <= by)
}

/// Ends the job without an attempt.
async fn nothing<T>(run: &Run, cx: &Context, why: &str) -> Result<Option<T>> {
    let tx = cx.begin().await?;
    run.finish(&tx, &json!({ "skipped": why })).await?;
    tx.commit().await?;
    Ok(None)
}

/// The webhook has begun to fail since the job was made: it is served where it keeps nobody waiting.
async fn change_lanes(run: &Run, cx: &Context, webhook: &Webhook, delivery: &Delivery) -> Result<()> {
    let mut tx = cx.begin().await?;
    run.finish(&tx, &json!({ "skipped": "the webhook is failing" })).await?;
    enqueue_retry(cx, &mut tx, webhook.id, delivery.id, cx.now).await?;
    tx.commit().await
}

/// Whether nothing before it waits at an ordered webhook. Otherwise the job ends, and whoever ends the one before enqueues it anew:
/// both happen under the lock of the webhook, so that one of the two sees the other.
async fn its_turn(run: &Run, cx: &Context, webhook: WebhookId, delivery: &Delivery) -> Result<bool> {
    let tx = cx.begin().await?;
    store::lock(cx, &tx, webhook).await?;
    let first = store::first_pending(&tx, webhook).await?;
    if first.is_some_and(|(first, _)| first == delivery.id) {
        return Ok(true);
    }
    run.finish(&tx, &json!({ "skipped": "waits for its turn" })).await?;
    tx.commit().await?;
    Ok(false)
}

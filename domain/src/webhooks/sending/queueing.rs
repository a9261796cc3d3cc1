//! Which job makes the next attempt, and when.

use chrono::{DateTime, Utc};

use crate::{
    Context, Result,
    ids::{WebhookDeliveryId, WebhookId},
    jobs,
    platform::Tx,
    webhooks::{DeliverWebhook, Delivery, RetryWebhook, Webhook, store},
};

/// Whether a delivery is served by the queue of those that may take long: its webhook has failed, or it has.
pub(in crate::webhooks) const fn is_slow(webhook: &Webhook, delivery: &Delivery) -> bool {
    !delivery.is_test() && (webhook.failing_since.is_some() || delivery.round > 0)
}

/// Enqueues another attempt after one that failed.
pub(in crate::webhooks) async fn enqueue_retry(
    cx: &Context,
    tx: &mut Tx,
    webhook: WebhookId,
    delivery: WebhookDeliveryId,
    at: DateTime<Utc>,
) -> Result<()> {
    jobs::enqueue_at(cx, tx, &RetryWebhook { delivery, webhook }, at).await.map(|_| ())
}

/// Enqueues an attempt now, in place of one that may be planned for later.
pub(in crate::webhooks) async fn enqueue_anew(
    cx: &Context,
    tx: &mut Tx,
    webhook: &Webhook,
    delivery: &Delivery,
) -> Result<()> {
    instead(cx, tx, webhook, delivery.id, is_slow(webhook, delivery), cx.now).await
}

/// Enqueues the attempt at the delivery whose turn it is at an ordered webhook, unless that is being made.
pub(in crate::webhooks) async fn enqueue_first(cx: &Context, tx: &mut Tx, webhook: &Webhook) -> Result<()> {
    let Some((first, at)) = store::first_pending(tx, webhook.id).await? else { return Ok(()) };
    let at = at.unwrap_or(cx.now);
    instead(cx, tx, webhook, first, webhook.failing_since.is_some() || at > cx.now, at).await
}

async fn instead(
    cx: &Context,
    tx: &mut Tx,
    webhook: &Webhook,
    delivery: WebhookDeliveryId,
    slow: bool,
    at: DateTime<Utc>,
) -> Result<()> {
    let webhook = webhook.id;
    let (soon, later) = (DeliverWebhook { delivery, webhook }, RetryWebhook { delivery, webhook });
    jobs::recall(cx, tx, &soon).await?;
    jobs::recall(cx, tx, &later).await?;
    if slow {
        jobs::enqueue_at(cx, tx, &later, at).await?;
    } else {
        jobs::enqueue_at(cx, tx, &soon, at).await?;
    }
    Ok(())
}

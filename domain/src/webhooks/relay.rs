//! From events to deliveries.

use std::collections::BTreeSet;

use super::{DeliverWebhook, RetryWebhook, Webhook, store, store::Fresh};
use crate::{
    Context, Result,
    events::{self, Event, EventType},
    ids::{WebhookDeliveryId, WebhookId},
    jobs::{self, Terms},
    platform::Tx,
};

/// Gives every event that has none its number and tells all webhooks that want to hear of it. Tells how many; may run in every process
/// at once.
///
/// # Errors
/// The database's; what is done stays done.
pub async fn relay(cx: &Context) -> Result<usize> {
    let mut relayed = 0;
    while events::waiting(cx).await? {
        let Some(count) = batch(&cx.again()).await? else { break };
        relayed += count;
    }
    Ok(relayed)
}

async fn batch(cx: &Context) -> Result<Option<usize>> {
    let mut tx = cx.begin().await?;
    let Some(events) = events::number(cx, &tx).await? else { return Ok(None) };
    fan_out(cx, &mut tx, &events).await?;
    tx.commit().await?;
    Ok(Some(events.len()))
}

/// Whether a webhook hears of events of a type.
pub(super) fn hears(webhook: &Webhook, kind: EventType) -> bool {
    webhook.event_types.is_empty() || webhook.event_types.contains(&kind)
}

async fn fan_out(cx: &Context, tx: &mut Tx, events: &[Event]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let webhooks = store::listening(cx, tx).await?;
    let idle = idle(tx, &webhooks).await?;
    let bodies = events.iter().map(Event::body).collect::<Result<Vec<_>>>()?;
    let (mut fresh, mut to) = (Vec::new(), Vec::new());
    for webhook in &webhooks {
        for (event, body) in events.iter().zip(&bodies).filter(|(event, _)| hears(webhook, event.kind)) {
            fresh.push(Fresh { webhook: webhook.id, event, body });
            to.push((webhook, event.trace.as_str()));
        }
    }
    let deliveries = store::insert_deliveries(cx, tx, &fresh).await?;
    enqueue(cx, tx, to.into_iter().zip(deliveries), idle).await
}

/// The ordered webhooks for which nothing waits.
async fn idle(tx: &Tx, webhooks: &[Webhook]) -> Result<BTreeSet<WebhookId>> {
    let mut idle = BTreeSet::new();
    for webhook in webhooks.iter().filter(|webhook| webhook.ordered) {
        if store::first_pending(tx, webhook.id).await?.is_none() {
            idle.insert(webhook.id);
        }
    }
    Ok(idle)
}

/// Enqueues the first attempts: at an ordered webhook only that of the first delivery, if nothing is before it. Each goes on with the trace of
/// the request that caused its event.
async fn enqueue(
    cx: &Context,
    tx: &mut Tx,
    deliveries: impl Iterator<Item = ((&Webhook, &str), WebhookDeliveryId)>,
    mut idle: BTreeSet<WebhookId>,
) -> Result<()> {
    let (mut soon, mut slow) = (Vec::new(), Vec::new());
    for ((webhook, trace), delivery) in deliveries {
        let id = webhook.id;
        if webhook.ordered && !idle.remove(&id) {
            continue;
        }
        if webhook.failing_since.is_some() {
            slow.push((RetryWebhook { delivery, webhook: id }, trace));
        } else {
            soon.push((DeliverWebhook { delivery, webhook: id }, trace));
        }
    }
    jobs::enqueue_carried(cx, tx, &soon, &Terms::now()).await?;
    jobs::enqueue_carried(cx, tx, &slow, &Terms::now()).await?;
    Ok(())
}

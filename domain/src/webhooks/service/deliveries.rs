//! What webhooks were told, and telling it again.

use super::webhooks::gone;
use crate::{
    Context, Error, Result,
    ids::{WebhookDeliveryId, WebhookId},
    page::{Page, PageArgs, PageRequest},
    webhooks::{
        Attempt, Delivery, DeliveryFilter, policy,
        sending::enqueue_anew,
        store::{self, DELIVERIES},
    },
};

/// How many attempts are told at most, the latest.
const ATTEMPTS_MAX: usize = 100;

/// The deliveries to a webhook, the newest first.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`; faults of the page arguments.
pub async fn deliveries(
    cx: &Context,
    webhook: WebhookId,
    args: &PageArgs,
    filter: DeliveryFilter,
) -> Result<Page<Delivery>> {
    policy::require_keeper(&cx.actor)?;
    let request = PageRequest::parse(cx, DELIVERIES, args)?;
    store::by_id(cx, webhook).await?.ok_or_else(gone)?;
    store::page_of_deliveries(cx, webhook, filter, &request).await
}

/// One delivery.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn delivery(cx: &Context, id: WebhookDeliveryId) -> Result<Delivery> {
    policy::require_keeper(&cx.actor)?;
    store::delivery(cx, id).await?.ok_or_else(no_delivery)
}

/// The attempts of a delivery, the latest first, at most a hundred.
///
/// # Errors
/// As [`delivery`].
pub async fn attempts(cx: &Context, id: WebhookDeliveryId) -> Result<Vec<Attempt>> {
    delivery(cx, id).await?;
    let attempts = store::attempts(cx, id, ATTEMPTS_MAX).await?;
    cx.meter.things(attempts.len());
    Ok(attempts)
}

/// Sends a webhook something to try it out, once, also while it is disabled.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn test(cx: &Context, id: WebhookId) -> Result<Delivery> {
    policy::require_keeper(&cx.actor)?;
    let mut tx = cx.begin().await?;
    let webhook = store::lock(cx, &tx, id).await?.ok_or_else(gone)?.webhook;
    let delivery = store::insert_test(cx, &tx, id).await?;
    enqueue_anew(cx, &mut tx, &webhook, &delivery).await?;
    tx.commit().await?;
    Ok(delivery)
}

/// Begins a delivery anew, whatever came of it: all attempts are before it again, the first one now.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`; `webhook_disabled`.
pub async fn redeliver(cx: &Context, id: WebhookDeliveryId) -> Result<Delivery> {
    policy::require_keeper(&cx.actor)?;
    let found = store::delivery(cx, id).await?.ok_or_else(no_delivery)?;
    let mut tx = cx.begin().await?;
    let webhook = store::lock(cx, &tx, found.webhook_id).await?.ok_or_else(no_delivery)?.webhook;
    if !webhook.enabled && !found.is_test() {
        return Err(disabled());
    }
    store::reset(cx, &tx, &[id]).await?;
    let delivery = store::lock_delivery(&tx, id).await?.ok_or_else(no_delivery)?;
    enqueue_anew(cx, &mut tx, &webhook, &delivery).await?;
    tx.commit().await?;
    Ok(delivery)
}

/// Nothing is sent to a webhook that is disabled.
pub(in crate::webhooks) fn disabled() -> Error {
    Error::conflict("webhook_disabled", "this webhook is disabled; enable it first")
}

const fn no_delivery() -> Error {
    Error::not_found("delivery")
}

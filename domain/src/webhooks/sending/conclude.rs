//! Writing down what came of an attempt, and what comes next.

use serde_json::json;

use super::{
    attempt::Came,
    queueing::{enqueue_first, enqueue_retry},
};
use crate::{
    Context, Result,
    audit::{self, Entry},
    housekeeping::SettleWebhooks,
    jobs::{self, Run, Terms},
    mails::{Letter, SendMail},
    platform::Tx,
    users,
    webhooks::{
        Delivery, DeliveryState, DisabledReason, Webhook, schedule,
        service::{disabled, host},
        store,
    },
};

/// Writes down an attempt and what it makes of its delivery and its webhook, and ends the job, all at once.
pub(super) async fn conclude(run: &Run, sent: &Delivery, came: Came) -> Result<()> {
    let cx = run.cx.again();
    let mut tx = cx.begin().await?;
    let kept = store::lock(&cx, &tx, sent.webhook_id).await?;
    let delivery = store::lock_delivery(&tx, sent.id).await?;
    let Some((webhook, mut delivery)) = kept.map(|kept| kept.webhook).zip(delivery) else {
        run.finish(&tx, &json!({ "skipped": "gone" })).await?;
        return tx.commit().await;
    };
    note(&cx, &tx, &mut delivery, came).await?;
    let webhook = judge(&cx, &mut tx, webhook, &mut delivery).await?;
    store::conclude(&tx, &delivery).await?;
    run.finish(&tx, &json!({ "state": delivery.state.as_str(), "status": delivery.last_status })).await?;
    go_on(&cx, &mut tx, &webhook, &delivery).await?;
    tx.commit().await
}

/// Keeps the attempt, and what it makes of the delivery alone.
async fn note(cx: &Context, tx: &Tx, delivery: &mut Delivery, came: Came) -> Result<()> {
    let Came { mut attempt, asked } = came;
    delivery.attempts += 1;
    attempt.number = delivery.attempts;
    store::insert_attempt(tx, delivery.id, &attempt).await?;
    delivery.last_status = attempt.status;
    delivery.last_error.clone_from(&attempt.error);
    if attempt.error.is_none() {
        (delivery.state, delivery.next_attempt_at) = (DeliveryState::Delivered, None);
        delivery.finished_at = Some(cx.now);
    } else if delivery.state == DeliveryState::Pending {
        delivery.round += 1;
        let next = schedule::next(cx.now, delivery.round, cx.deps.entropy.unit(), asked);
        delivery.next_attempt_at = next.filter(|_| !delivery.is_test());
        if delivery.next_attempt_at.is_none() {
            (delivery.state, delivery.finished_at) = (DeliveryState::Failed, Some(cx.now));
        }
    }
    Ok(())
}

/// What the attempt says of the webhook: whether it fails, and whether that is enough. Tests say nothing.
async fn judge(cx: &Context, tx: &mut Tx, mut webhook: Webhook, delivery: &mut Delivery) -> Result<Webhook> {
    if delivery.is_test() {
        return Ok(webhook);
    }
    let failing_since = delivery.last_error.is_some().then(|| webhook.failing_since.unwrap_or(cx.now));
    if failing_since != webhook.failing_since {
        store::set_failing(tx, webhook.id, failing_since).await?;
        webhook.failing_since = failing_since;
    }
    let long = failing_since.is_some_and(|since| since + cx.settings().webhooks.disable_after <= cx.now);
    let why = match delivery.last_status {
        Some(410) => Some(DisabledReason::Gone),
        _ if long => Some(DisabledReason::Failing),
        _ => None,
    };
    if let Some(why) = why.filter(|_| webhook.enabled) {
        disable(cx, tx, &webhook, why).await?;
        webhook.enabled = false;
    }
    if !webhook.enabled && delivery.state == DeliveryState::Pending {
        end(cx, delivery);
    }
    Ok(webhook)
}

fn end(cx: &Context, delivery: &mut Delivery) {
    delivery.state = DeliveryState::Failed;
    (delivery.next_attempt_at, delivery.finished_at) = (None, Some(cx.now));
}

/// Disables a webhook, gives up what waits for it, and tells the admins.
async fn disable(cx: &Context, tx: &mut Tx, webhook: &Webhook, why: DisabledReason) -> Result<()> {
    store::disable(cx, tx, webhook.id, why).await?;
    jobs::enqueue(cx, tx, &SettleWebhooks {}).await?;
    let (host, reason) = (host(&webhook.url), why.as_str().to_owned());
    let letter = Letter::WebhookDisabled { webhook: webhook.id, host, reason };
    let admins = users::admins(tx).await?.into_iter();
    let letters: Vec<_> = admins.map(|to| SendMail { to, letter: letter.clone() }).collect();
    jobs::enqueue_many(cx, tx, &letters, &Terms::now()).await?;
    let entry = Entry::done("webhook.disabled").on(webhook.id);
    audit::record(cx, tx, entry.with(json!({ "reason": why.as_str() })));
    Ok(())
}

/// Enqueues what comes next: another attempt, or the next delivery of an ordered webhook.
async fn go_on(cx: &Context, tx: &mut Tx, webhook: &Webhook, delivery: &Delivery) -> Result<()> {
    match delivery.next_attempt_at {
        Some(at) => enqueue_retry(cx, tx, webhook.id, delivery.id, at).await,
        None if webhook.ordered && webhook.enabled && !delivery.is_test() => enqueue_first(cx, tx, webhook).await,
        None => Ok(()),
    }
}

/// Ends a delivery to a webhook that was disabled meanwhile.
pub(super) async fn give_up(run: &Run, cx: &Context, found: &Delivery) -> Result<()> {
    let tx = cx.begin().await?;
    store::lock(cx, &tx, found.webhook_id).await?;
    if let Some(mut delivery) = store::lock_delivery(&tx, found.id).await?
        && delivery.state == DeliveryState::Pending
    {
        end(cx, &mut delivery);
        delivery.last_error = Some(disabled().detail());
        store::conclude(&tx, &delivery).await?;
    }
    run.finish(&tx, &json!({ "skipped": "the webhook is disabled" })).await?;
    tx.commit().await
}

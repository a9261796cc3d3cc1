//! Sending again what a webhook has not got since a time: a job, because that may be much.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{
    DeliveryState, RecoverWebhook, RetryWebhook, Webhook, policy,
    sending::enqueue_first,
    service::{disabled, gone},
    store::{self, Fresh},
};
use crate::{
    Context, Error, Result,
    events::{self, Event},
    ids::{WebhookDeliveryId, WebhookId},
    jobs::{self, JobRecord, Run, Terms},
    platform::Tx,
};

/// How many events one transaction looks at.
const BATCH: usize = 200;

/// Sends a webhook again all that failed since a time, and what it was never told because it was disabled; but nothing from before it
/// was made. The receipt tells how far it is.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`; a fault of a time that has not come; `webhook_disabled`.
pub async fn recover(cx: &Context, id: WebhookId, since: DateTime<Utc>) -> Result<JobRecord> {
    policy::require_keeper(&cx.actor)?;
    let webhook = store::by_id(cx, id).await?.ok_or_else(gone)?;
    if since > cx.now {
        return Err(Error::invalid("/since", "out_of_range", "a time that has passed"));
    }
    if !webhook.enabled {
        return Err(disabled());
    }
    let mut tx = cx.begin().await?;
    let job = jobs::enqueue(cx, &mut tx, &RecoverWebhook { webhook: id, since }).await?;
    tx.commit().await?;
    jobs::receipt(cx, job).await
}

/// Goes through the events since then. May run again at any point: what waits or has arrived is left alone.
///
/// # Errors
/// `job_cancelled`; `not_found`, `webhook_disabled` when the webhook is gone or disabled meanwhile; the database's.
pub async fn run_recovery(run: &Run, job: &RecoverWebhook) -> Result<Value> {
    let (mut after, mut sent) = (0, 0);
    loop {
        run.check_cancelled()?;
        let cx = run.cx.again();
        let webhook = store::by_id(&cx, job.webhook).await?.ok_or_else(gone)?;
        let since = job.since.max(webhook.created_at);
        let events = events::after_seq(&cx, after, since, &webhook.event_types, BATCH).await?;
        let Some(last) = events.last() else { return Ok(json!({ "deliveries": sent })) };
        after = last.seq;
        sent += batch(&cx, job.webhook, &events).await?;
        run.progress(sent, None, "sending again").await?;
    }
}

async fn batch(cx: &Context, id: WebhookId, events: &[Event]) -> Result<i64> {
    let mut tx = cx.begin().await?;
    let webhook = store::lock(cx, &tx, id).await?.ok_or_else(gone)?.webhook;
    if !webhook.enabled {
        return Err(disabled());
    }
    let deliveries = begin(cx, &tx, &webhook, events).await?;
    let count = i64::try_from(deliveries.len()).unwrap_or(i64::MAX);
    if webhook.ordered {
        enqueue_first(cx, &mut tx, &webhook).await?;
    } else {
        let again = |delivery| RetryWebhook { delivery, webhook: id };
        let jobs: Vec<_> = deliveries.into_iter().map(again).collect();
        jobs::enqueue_many(cx, &mut tx, &jobs, &Terms::now()).await?;
    }
    tx.commit().await?;
    Ok(count)
}

/// What is to be sent of these events: what failed, and what was never told.
async fn begin(cx: &Context, tx: &Tx, webhook: &Webhook, events: &[Event]) -> Result<Vec<WebhookDeliveryId>> {
    let known = store::of_events(cx, tx, webhook.id, events).await?;
    let told: HashSet<_> = known.iter().map(|(event, _, _)| *event).collect();
    let failed = known.into_iter().filter(|(_, _, state)| *state == DeliveryState::Failed);
    let mut deliveries: Vec<_> = failed.map(|(_, delivery, _)| delivery).collect();
    store::reset(cx, tx, &deliveries).await?;
    let missing: Vec<_> = events.iter().filter(|event| !told.contains(&event.id)).collect();
    let bodies = missing.iter().map(|event| event.body()).collect::<Result<Vec<_>>>()?;
    let fresh = missing.into_iter().zip(&bodies);
    let fresh: Vec<_> = fresh.map(|(event, body)| Fresh { webhook: webhook.id, event, body }).collect();
    deliveries.extend(store::insert_deliveries(cx, tx, &fresh).await?);
    Ok(deliveries)
}

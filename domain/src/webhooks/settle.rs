//! What nobody saw to: deliveries for webhooks that were disabled, and such whose job is gone.

use std::collections::{BTreeSet, HashMap, hash_map::Entry};

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    DeliverWebhook, Delivery, RetryWebhook, Webhook,
    sending::{enqueue_first, is_slow},
    store,
};
use crate::{
    Context, Result,
    ids::WebhookId,
    jobs::{self, Run, Terms},
};

/// How many deliveries one transaction writes.
const BATCH: usize = 500;

/// How many overdue deliveries one run looks at: those that wait for their turn are among them, and the longest due come first.
const LOOKED_AT: usize = 5_000;

/// How late an attempt may be before that is looked into.
const GRACE: TimeDelta = TimeDelta::minutes(2);

/// Gives up what waits for webhooks that are disabled, and enqueues attempts that should have been made.
///
/// # Errors
/// `job_cancelled`; the database's. What is done stays done.
pub async fn settle(run: &Run) -> Result<Value> {
    let mut given_up = 0;
    loop {
        run.check_cancelled()?;
        let cx = run.cx.again();
        let tx = cx.begin().await?;
        let count = store::give_up(&cx, &tx, BATCH).await?;
        tx.commit().await?;
        given_up += count;
        if count < BATCH as u64 {
            break;
        }
    }
    let overdue = store::overdue(&run.cx, run.cx.now - GRACE, LOOKED_AT).await?;
    let mut webhooks = HashMap::new();
    for batch in overdue.chunks(BATCH) {
        run.check_cancelled()?;
        enqueue(&run.cx, batch, &mut webhooks).await?;
    }
    Ok(json!({ "givenUp": given_up, "overdue": overdue.len() }))
}

/// Enqueues attempts; those that have a job are passed over by its unique key.
async fn enqueue(cx: &Context, overdue: &[Delivery], known: &mut HashMap<WebhookId, Option<Webhook>>) -> Result<()> {
    let (mut soon, mut slow, mut ordered) = (Vec::new(), Vec::new(), BTreeSet::new());
    for one in overdue {
        let (delivery, id) = (one.id, one.webhook_id);
        if let Entry::Vacant(vacant) = known.entry(id) {
            vacant.insert(store::by_id(cx, id).await?);
        }
        let Some(webhook) = known.get(&id).and_then(Option::as_ref) else { continue };
        if webhook.ordered && !one.is_test() {
            ordered.insert(id);
        } else if is_slow(webhook, one) {
            slow.push(RetryWebhook { delivery, webhook: id });
        } else {
            soon.push(DeliverWebhook { delivery, webhook: id });
        }
    }
    for id in ordered {
        first(cx, id).await?;
    }
    let mut tx = cx.begin().await?;
    jobs::enqueue_many(cx, &mut tx, &soon, &Terms::now()).await?;
    jobs::enqueue_many(cx, &mut tx, &slow, &Terms::now()).await?;
    tx.commit().await
}

/// At an ordered webhook only the first delivery has a job.
async fn first(cx: &Context, id: WebhookId) -> Result<()> {
    let mut tx = cx.begin().await?;
    if let Some(kept) = store::lock(cx, &tx, id).await? {
        enqueue_first(cx, &mut tx, &kept.webhook).await?;
    }
    tx.commit().await
}

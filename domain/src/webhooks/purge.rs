//! Forgetting deliveries.

use serde_json::{Value, json};

use super::store;
use crate::{Result, events, jobs::Run};

/// How many deliveries one transaction removes.
const BATCH: usize = 500;

/// Removes events, and deliveries that have ended with their attempts, that are older than `webhooks.kept`.
///
/// # Errors
/// `job_cancelled`; the database's. What is removed stays removed.
pub async fn purge(run: &Run) -> Result<Value> {
    let cx = &run.cx;
    let before = cx.now - cx.settings().webhooks.kept;
    let mut deliveries = 0;
    loop {
        run.check_cancelled()?;
        let tx = cx.begin().await?;
        let count = store::purge(cx, &tx, before, BATCH).await?;
        tx.commit().await?;
        deliveries += count;
        if count < BATCH as u64 {
            break;
        }
    }
    let events = events::purge(cx).await?;
    Ok(json!({ "deliveries": deliveries, "events": events }))
}

//! Removing exports that are over, with the files of all their attempts.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{RunExport, model::key, store};
use crate::{
    Result,
    jobs::{Job, Run},
};

/// How many one transaction removes.
const BATCH: u32 = 100;

/// How long one that failed is shown.
const FAILED_SHOWN: TimeDelta = TimeDelta::days(7);

/// Removes exports that were deleted, are over, or failed a week ago: first their files, then what is known of them.
///
/// # Errors
/// `job_cancelled`; the database's and the store's. What is removed stays removed.
pub async fn purge(run: &Run) -> Result<Value> {
    let mut removed = 0;
    loop {
        run.check_cancelled()?;
        let batch = store::over(&run.cx, run.cx.now - FAILED_SHOWN, BATCH).await?;
        if batch.is_empty() {
            return Ok(json!({ "exports": removed }));
        }
        for over in &batch {
            // Somebody may have retried a job that had none left.
            for attempt in 1..=over.attempts.max(RunExport::MAX_ATTEMPTS) {
                run.cx.deps.store.remove(&key(over.id, attempt)).await?;
            }
        }
        let tx = run.cx.begin().await?;
        store::remove(&tx, &batch).await?;
        tx.commit().await?;
        removed += batch.len();
    }
}

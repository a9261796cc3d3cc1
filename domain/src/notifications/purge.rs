//! Removing what is over.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::store;
use crate::{Error, Result, jobs::Run};

/// How many notifications one transaction removes.
const BATCH: usize = 500;

/// Removes notifications that were read, or that nobody has read, longer ago than the settings keep them.
///
/// # Errors
/// The database's; what is removed stays removed.
pub async fn purge(run: &Run) -> Result<Value> {
    let kept = &run.cx.settings().notifications;
    let mut removed = 0;
    loop {
        let before = run.cx.now - lasting(kept.read_kept)?;
        let tx = run.cx.begin().await?;
        let batch = store::forget_read(&tx, before, BATCH).await?;
        tx.commit().await?;
        if !go_on(run, &mut removed, batch).await? {
            break;
        }
    }
    loop {
        let before = run.cx.now - lasting(kept.unread_kept)?;
        let tx = run.cx.begin().await?;
        let batch = store::forget_unread(&tx, before, BATCH).await?;
        tx.commit().await?;
        if !go_on(run, &mut removed, batch).await? {
            return Ok(json!({ "removed": removed }));
        }
    }
}

/// Counts a batch; whether there may be more.
async fn go_on(run: &Run, removed: &mut usize, batch: usize) -> Result<bool> {
    *removed += batch;
    run.check_cancelled()?;
    run.progress(i64::try_from(*removed).unwrap_or(i64::MAX), None, "removing notifications").await?;
    Ok(batch == BATCH)
}

fn lasting(kept: Duration) -> Result<TimeDelta> {
    TimeDelta::from_std(kept).map_err(Error::internal)
}

//! Removing what nobody has: tickets that are long over, pictures that no medium shows, files that nothing holds. In small batches, so
//! that no transaction is long and no lock is felt.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::store::{self, blobs, objects};
use crate::{Result, jobs::Run, uploads::removed};

/// How much one batch removes at most.
const BATCH: u32 = 200;

/// How long something is let alone that nothing holds: longer than a job takes to make a picture somebody's, and than an address of the
/// bucket is good.
const GRACE: TimeDelta = TimeDelta::hours(1);

/// Removes what nobody has. What somebody has had since a time is let alone: who reads everything as it was then still needs it.
///
/// # Errors
/// The database's and the store's; what is removed stays removed.
pub async fn collect(run: &Run, had_since: Option<DateTime<Utc>>) -> Result<Value> {
    let before = had_since.unwrap_or(run.cx.now).min(run.cx.now - GRACE);
    let (tickets, pictures) = (stale(run).await?, unused(run, before).await?);
    let files = loose(run, pictures).await?;
    Ok(json!({ "tickets": tickets, "pictures": pictures, "files": files }))
}

async fn stale(run: &Run) -> Result<u64> {
    let mut removed = 0;
    loop {
        run.check_cancelled()?;
        let tx = run.cx.begin().await?;
        let batch = store::remove_stale(&run.cx, &tx, BATCH).await?;
        tx.commit().await?;
        removed += batch;
        if batch < u64::from(BATCH) {
            return Ok(removed);
        }
    }
}

async fn unused(run: &Run, before: DateTime<Utc>) -> Result<u64> {
    let mut removed = 0;
    loop {
        run.check_cancelled()?;
        let tx = run.cx.begin().await?;
        let batch = blobs::remove_unused(&tx, before, BATCH).await?;
        objects::loosen(&tx, &batch).await?;
        tx.commit().await?;
        removed += batch.len() as u64;
        if batch.is_empty() {
            return Ok(removed);
        }
    }
}

async fn loose(run: &Run, before: u64) -> Result<u64> {
    let mut count = 0;
    loop {
        run.check_cancelled()?;
        let batch = objects::loose(&run.cx, run.cx.now - GRACE, BATCH).await?;
        if batch.is_empty() {
            return Ok(count);
        }
        removed(&run.cx, &batch).await?;
        count += batch.len() as u64;
        run.progress(i64::try_from(before + count).unwrap_or(i64::MAX), None, "removing").await?;
    }
}

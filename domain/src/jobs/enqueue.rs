//! Writing jobs into the ledger, in the caller's transaction.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{
    Job, JobState, Terms,
    insert::{self, Batch, Row, Written},
    store,
};
use crate::{
    Context, Error, Result,
    ids::{self, JobId, JobKind},
    platform::{Tx, queue::Dispatch},
};

/// How many rows one statement writes at most. SQLite takes 32,766 values in one.
const CHUNK: usize = 5_000;

/// Enqueues a job that is due at once. Its id is the receipt; for a job that is already waiting under the same unique
/// key, the id of that one.
///
/// # Errors
/// The database's; the caller's transaction is lost then.
pub async fn enqueue<J: Job>(cx: &Context, tx: &mut Tx, job: &J) -> Result<JobId> {
    enqueue_with(cx, tx, job, &Terms::now()).await
}

/// The same for a job that becomes due at a time, to the millisecond.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_at<J: Job>(cx: &Context, tx: &mut Tx, job: &J, run_at: DateTime<Utc>) -> Result<JobId> {
    enqueue_with(cx, tx, job, &Terms::at(run_at)).await
}

/// The same on any terms.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_with<J: Job>(cx: &Context, tx: &mut Tx, job: &J, terms: &Terms) -> Result<JobId> {
    enqueue_as(cx, tx, job, terms, state(cx, terms)).await
}

/// The same in a state of the caller's choice.
pub(super) async fn enqueue_as<J: Job>(
    cx: &Context,
    tx: &mut Tx,
    job: &J,
    terms: &Terms,
    state: JobState,
) -> Result<JobId> {
    let row = row(cx, job)?;
    if J::ONCE
        && let Some(key) = &row.unique_key
        && let Some(earlier) = store::any_with_key(tx, J::KIND, key).await?
    {
        return Ok(earlier);
    }
    let (batch, key) = (Batch::of::<J>(cx, terms, state), row.unique_key.clone());
    let written = insert::rows(cx, tx, &batch, vec![row]).await?;
    announce(cx, tx, &batch, &written);
    match written.first() {
        Some(row) => Ok(JobId::from_uuid(row.id)),
        None => store::unfinished(tx, J::KIND, key.as_deref()).await,
    }
}

/// Enqueues many jobs of a kind, thousands in one statement. Those whose unique key is taken are passed over; tells the
/// ids of the others.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_many<J: Job>(cx: &Context, tx: &mut Tx, jobs: &[J], terms: &Terms) -> Result<Vec<JobId>> {
    let batch = Batch::of::<J>(cx, terms, state(cx, terms));
    let mut written = Vec::with_capacity(jobs.len());
    for chunk in jobs.chunks(CHUNK) {
        let rows = chunk.iter().map(|job| row(cx, job)).collect::<Result<Vec<_>>>()?;
        written.extend(insert::rows(cx, tx, &batch, rows).await?);
    }
    announce(cx, tx, &batch, &written);
    Ok(written.into_iter().map(|row| JobId::from_uuid(row.id)).collect())
}

fn state(cx: &Context, terms: &Terms) -> JobState {
    match terms.run_at {
        Some(run_at) if run_at > cx.now => JobState::Scheduled,
        _ => JobState::Queued,
    }
}

fn row<J: Job>(cx: &Context, job: &J) -> Result<Row> {
    let payload = serde_json::to_string(job).map_err(Error::internal)?;
    let person = || cx.actor.account().filter(|_| J::PER_PERSON).map(|person| person.to_string());
    let group = job.group().or_else(person).map(|group| format!("{}:{group}", J::KIND));
    Ok(Row { id: ids::new::<JobKind>(cx).uuid(), payload, unique_key: job.unique_key(), group })
}

/// Tells the queue after the commit of what is due, and of what becomes due before the next sweep would notice. One job
/// speaks for its group.
fn announce(cx: &Context, tx: &mut Tx, batch: &Batch, written: &[Written]) {
    let soon = (batch.run_at - cx.now).to_std().is_ok_and(|wait| wait <= cx.settings().jobs.sweep_interval);
    let mut groups = BTreeSet::new();
    for row in written {
        let job = Dispatch { id: JobId::from_uuid(row.id), queue: batch.queue };
        match (batch.state, &row.group_key) {
            (JobState::Queued, Some(group)) if row.held => {
                let speaks = groups.insert(group);
                if speaks {
                    tx.dispatch_soon_after_commit(job);
                }
            }
            (JobState::Queued, _) => tx.dispatch_after_commit(job),
            (JobState::Scheduled, _) if soon => tx.dispatch_soon_after_commit(job),
            _ => {}
        }
    }
    tx.count_after_commit(batch.queue, written.len() as u64);
}

//! Draining: jobs that do nothing, from the first claim to the last completion, as the ledger has them.

use chrono::{DateTime, Utc};
use tokio::time::{Duration, Instant, sleep};

use super::{enqueue, kinds::Noop, millis, place::Place, worker::Worker};
use crate::{Result, figures::per_second};

/// How long a drain may take.
const PATIENCE: Duration = Duration::from_mins(2);
const POLL: Duration = Duration::from_millis(50);

/// Jobs per second that so many worker processes drain.
pub(crate) async fn by_processes(
    place: &Place,
    concurrency: Option<usize>,
    jobs: usize,
    processes: usize,
) -> Result<f64> {
    fill(place, jobs).await?;
    let mut workers = Vec::new();
    for _ in 0..processes {
        workers.push(Worker::ready(place, concurrency).await?);
    }
    for worker in &mut workers {
        worker.begin().await?;
    }
    let rate = drained(place, jobs).await;
    for worker in workers {
        worker.stop().await?;
    }
    rate
}

/// Makes so many jobs due, and nothing else.
pub(crate) async fn fill(place: &Place, jobs: usize) -> Result<()> {
    place.empty().await?;
    enqueue::in_bulk::<Noop>(&place.deps, jobs, 5_000, 1).await?;
    place.deps.queue.flush().await;
    Ok(())
}

/// Waits until all are done; jobs per second.
pub(crate) async fn drained(place: &Place, jobs: usize) -> Result<f64> {
    let began = Instant::now();
    loop {
        sleep(POLL).await;
        // A scalar by the index of what waits: polling must not cost what is measured.
        let waits = "SELECT CAST(EXISTS (SELECT 1 FROM jobs WHERE state IN ('queued', 'scheduled') AND queue = 'standard') \
                     OR EXISTS (SELECT 1 FROM jobs WHERE state = 'running') AS INTEGER) AS it";
        if place.one(waits).await?.try_get::<i32>("", "it")? == 0 {
            break;
        }
        if began.elapsed() > PATIENCE {
            return Err("the jobs are not drained in time".into());
        }
    }
    let row = place
        .one("SELECT MIN(started_at) AS began, MAX(finished_at) AS ended, COUNT(*) AS jobs FROM jobs WHERE state = 'succeeded' AND attempt = 1")
        .await?;
    let (began, ended): (DateTime<Utc>, DateTime<Utc>) = (row.try_get("", "began")?, row.try_get("", "ended")?);
    let done: i64 = row.try_get("", "jobs")?;
    if usize::try_from(done)? != jobs {
        return Err(format!("{jobs} jobs were enqueued and {done} have run exactly once").into());
    }
    Ok(per_second(jobs, millis(began, ended) / 1000.0))
}

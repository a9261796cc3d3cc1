//! Enqueuing: one by one, each in its own transaction as use cases do, and in bulk.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use presswork_domain::{
    Context, Deps,
    jobs::{self, Job, Terms},
    platform::task,
};
use tokio::time::{Duration, Instant};

use super::place::Place;
use crate::{Result, figures::per_second};

/// Jobs per second that so many connections enqueue one by one.
pub(crate) async fn one_by_one<J: Job + Default>(place: &Place, connections: usize, lasts: Duration) -> Result<f64> {
    let began = Instant::now();
    let loops: Vec<_> = (0..connections)
        .map(|client| {
            place.threads.spawn(client, "enqueue", one_after_the_other::<J>(Arc::clone(&place.deps), began + lasts))
        })
        .collect();
    let mut count = 0;
    for each in loops {
        count += each.await?.ok_or("a client of the measurement panicked")??;
    }
    Ok(per_second(count, began.elapsed().as_secs_f64()))
}

async fn one_after_the_other<J: Job + Default>(deps: Arc<Deps>, end: Instant) -> Result<usize> {
    let mut count = 0;
    while Instant::now() < end {
        let cx = Context::system(Arc::clone(&deps), "bench");
        let mut tx = cx.begin().await?;
        jobs::enqueue(&cx, &mut tx, &J::default()).await?;
        tx.commit().await?;
        count += 1;
    }
    Ok(count)
}

/// Enqueues so many jobs, `bulk` in a transaction, by so many connections; tells how many per second.
pub(crate) async fn in_bulk<J: Job + Default>(
    deps: &Arc<Deps>,
    count: usize,
    bulk: usize,
    connections: usize,
) -> Result<f64> {
    let (began, left) = (Instant::now(), Arc::new(AtomicUsize::new(count)));
    let loops: Vec<_> = (0..connections)
        .map(|_| task::spawn("enqueue in bulk", heap_up::<J>(Arc::clone(deps), Arc::clone(&left), bulk)))
        .collect();
    for each in loops {
        each.await?.ok_or("a client of the measurement panicked")??;
    }
    Ok(per_second(count, began.elapsed().as_secs_f64()))
}

async fn heap_up<J: Job + Default>(deps: Arc<Deps>, left: Arc<AtomicUsize>, bulk: usize) -> Result<()> {
    loop {
        let before = left.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| Some(left.saturating_sub(bulk)));
        let jobs: Vec<J> = (0..before.unwrap_or(0).min(bulk)).map(|_| J::default()).collect();
        if jobs.is_empty() {
            return Ok(());
        }
        let cx = Context::system(Arc::clone(&deps), "bench");
        let mut tx = cx.begin().await?;
        jobs::enqueue_many(&cx, &mut tx, &jobs, &Terms::now()).await?;
        tx.commit().await?;
    }
}

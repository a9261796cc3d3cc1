//! The apalis worker of one queue.

use std::sync::Arc;

use apalis::{
    layers::{WorkerBuilderExt, tracing::TraceLayer},
    prelude::{Monitor, Task, WorkerBuilder},
};
use presswork_domain::{
    jobs::{Outcome, QueueName, Slot, ledger::Completion},
    platform::task,
};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use tracing::{Instrument, Span};

use crate::{
    backend::{Ledger, LedgerBackend},
    completer::Done,
    held::Work,
    measure,
    pickup::Pickup,
    run::{self, Verdict},
    shared::Shared,
    slots::Slots,
};

/// Adds the worker of a queue. Errors can't end it; should it panic, the monitor starts it anew.
pub(crate) fn register(
    monitor: Monitor,
    shared: &Arc<Shared>,
    queue: QueueName,
    concurrency: usize,
    finished: &mpsc::Sender<Done>,
) -> Monitor {
    let (shared, finished) = (Arc::clone(shared), finished.clone());
    monitor.register(move |_restarts| {
        let slots = Slots::new(concurrency);
        let ledger = Ledger { pickup: Pickup::new(Arc::clone(&shared), queue, concurrency), slots: slots.clone() };
        let (shared, finished) = (Arc::clone(&shared), finished.clone());
        WorkerBuilder::new(format!("{}/{queue}", shared.worker))
            .backend(LedgerBackend::new(ledger))
            .layer(slots.clone())
            .layer(TraceLayer::new().make_span_with(|task: &Task<Work>| run::span(&task.args.job)))
            .catch_panic()
            .build(move |work: Work| on_a_task_of_its_own(Arc::clone(&shared), finished.clone(), slots.clone(), work))
    })
}

/// apalis polls every job of a worker in one task; a task for each lets them use all cores. When apalis drops this, at
/// the end of the grace, the job is aborted, in its slot or outside.
async fn on_a_task_of_its_own(shared: Arc<Shared>, finished: mpsc::Sender<Done>, slots: Slots, mut work: Work) {
    let (place, slot) = (work.place.take(), Slot::default());
    let job = process(Arc::clone(&shared), finished, slot.clone(), work);
    let job = shared.tasks.track_future(job).instrument(Span::current());
    // A panic beside the handler is logged by `task`; the lease runs out then, and the attempt has counted.
    let mut job = AbortOnDropHandle::new(task::spawn("job", job));
    let outside = tokio::select! {
        _ = &mut job => return,
        outside = slots.left(&slot) => outside,
    };
    drop(place);
    let _ = job.await;
    drop(outside);
}

async fn process(shared: Arc<Shared>, finished: mpsc::Sender<Done>, slot: Slot, work: Work) {
    let Work { job, ticket, .. } = work;
    let called_off = ticket.called_off.clone();
    let verdict = measure::attempt(&shared.deps, &shared.registry, &job, called_off, slot).await;
    if let Verdict::Done(result) = verdict {
        let completion = Completion { job, result, note: None };
        // The writer outlives the workers; were it gone, the lease would run out.
        let _ = finished.send(Done { completion, ticket }).await;
        return;
    }
    shared.persist(|| async { run::settle(&shared.cx(), &job, &verdict).await }).await;
    drop(ticket);
    if let Verdict::Failed { outcome: Outcome::Retry(wait), .. } = verdict
        && wait < shared.deps.settings.jobs.sweep_interval
    {
        shared.sweep_soon.notify_one();
    }
}

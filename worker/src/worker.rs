//! The apalis worker of one queue.

use std::sync::Arc;

use apalis::{
    layers::{WorkerBuilderExt, tracing::TraceLayer},
    prelude::{Monitor, Task, WorkerBuilder},
};
use presswork_domain::{
    jobs::{Outcome, QueueName, ledger::Completion},
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
        let ledger = Ledger { pickup: Pickup::new(Arc::clone(&shared), queue, concurrency), concurrency };
        let (shared, finished) = (Arc::clone(&shared), finished.clone());
        WorkerBuilder::new(format!("{}/{queue}", shared.worker))
            .backend(LedgerBackend::new(ledger))
            .concurrency(concurrency)
            .layer(TraceLayer::new().make_span_with(|task: &Task<Work>| run::span(&task.args.job)))
            .catch_panic()
            .build(move |work: Work| on_a_task_of_its_own(Arc::clone(&shared), finished.clone(), work))
    })
}

/// apalis polls every job of a worker in one task; a task for each lets them use all cores. When apalis drops this, at
/// the end of the grace, the job is aborted.
async fn on_a_task_of_its_own(shared: Arc<Shared>, finished: mpsc::Sender<Done>, work: Work) {
    let job = shared.tasks.track_future(process(Arc::clone(&shared), finished, work)).instrument(Span::current());
    // A panic beside the handler is logged by `task`; the lease runs out then, and the attempt has counted.
    let _ = AbortOnDropHandle::new(task::spawn("job", job)).await;
}

async fn process(shared: Arc<Shared>, finished: mpsc::Sender<Done>, work: Work) {
    let Work { job, ticket } = work;
    let verdict = measure::attempt(&shared.deps, &shared.registry, &job, ticket.called_off.clone()).await;
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

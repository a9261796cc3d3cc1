//! Starting and stopping a worker process.

use std::{sync::Arc, time::Duration};

use apalis::prelude::Monitor;
use presswork_domain::{
    Deps,
    jobs::ledger,
    ops,
    platform::{outage::cause, task},
};
use tokio::time::{sleep, timeout};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    Options, Registry, completer, handlers::handlers, lease, link, presence, relay, schedules, shared::Shared, sweeper,
    worker,
};

/// How long a stop waits for what is neither a job nor under the grace: aborted tasks, last writes.
const LAST_WRITES: Duration = Duration::from_secs(5);

type Background = AbortOnDropHandle<Option<()>>;

/// The workers of this process. Dropped without [`Runtime::stop`], it ends as if it was killed: its claims run out.
pub struct Runtime {
    shared: Arc<Shared>,
    stopping: CancellationToken,
    workers: Background,
    completer: Background,
    keeper: Background,
    sweeper: Background,
    relay: Background,
    watch: Background,
    schedules: Background,
    report: Background,
    listen: Background,
}

impl Runtime {
    /// Starts one apalis worker per queue, with the handlers of this release. Needs a tokio runtime around it.
    #[must_use]
    pub fn start(deps: Arc<Deps>, options: Options) -> Self {
        Self::start_with(deps, handlers(), options)
    }

    /// The same with other handlers.
    #[must_use]
    pub fn start_with(deps: Arc<Deps>, registry: Registry, options: Options) -> Self {
        let shared = Arc::new(Shared::new(deps, registry));
        for kind in shared.registry.kinds() {
            shared.deps.metrics.jobs.known(kind);
        }
        let stopping = CancellationToken::new();
        let (finished, to_write) = completer::channel();
        let grace = shared.deps.settings.jobs.shutdown_grace;
        // Not `sleep(grace)` itself, nor apalis' `shutdown_timeout`: the clock must start with the stop.
        let mut monitor = Monitor::new().should_restart(|_, _| true).with_terminator(async move { sleep(grace).await });
        for queue in options.queues.clone() {
            monitor = worker::register(monitor, &shared, queue, options.concurrency, &finished);
        }
        tracing::info!(worker = %shared.worker, concurrency = options.concurrency, "jobs are picked up");
        Self {
            workers: background("workers", work(monitor, stopping.clone())),
            completer: background("completer", completer::write(Arc::clone(&shared), to_write)),
            keeper: background("leases", lease::keep(Arc::clone(&shared))),
            sweeper: background("sweeper", sweeper::sweep(Arc::clone(&shared))),
            relay: background("relay", relay::relay(Arc::clone(&shared))),
            watch: background("queue watch", link::watch(Arc::clone(&shared))),
            schedules: background("schedules", schedules::run(Arc::clone(&shared))),
            report: background("presence", presence::report(Arc::clone(&shared), options)),
            listen: background("wishes of operators", presence::listen(Arc::clone(&shared))),
            shared,
            stopping,
        }
    }

    /// The name under which this process claims.
    #[must_use]
    pub fn worker(&self) -> &str {
        &self.shared.worker
    }

    /// Stops gracefully: no new claims, running jobs get `jobs.shutdown_grace`, the rest goes back to the queue without
    /// counting the attempt.
    pub async fn stop(self) {
        let Self { shared, stopping, workers, completer, keeper, sweeper, relay, watch, schedules, report, listen } =
            self;
        stopping.cancel();
        drop((sweeper, relay, watch, schedules, report));
        let _ = workers.await;
        shared.tasks.close();
        let settled = async {
            shared.tasks.wait().await;
            completer.await
        };
        if timeout(LAST_WRITES, settled).await.is_err() {
            tracing::warn!("some jobs ended without the ledger knowing; they will run again");
        }
        drop((keeper, listen));
        give_back(&shared).await;
        let _ = timeout(LAST_WRITES, ops::forget_worker(&shared.cx(), &shared.worker)).await;
        shared.deps.queue.flush().await;
    }
}

async fn work(monitor: Monitor, stopping: CancellationToken) {
    let signal = async move {
        stopping.cancelled().await;
        Ok(())
    };
    if let Err(error) = monitor.run_with_signal(signal).await {
        tracing::error!(%error, "the workers ended");
    }
}

async fn give_back(shared: &Shared) {
    let (cx, worker) = (shared.cx(), &shared.worker);
    match timeout(LAST_WRITES, ledger::release_all(&cx, worker)).await {
        Ok(Ok(0)) => tracing::info!("every running job has ended"),
        Ok(Ok(count)) => tracing::info!(count, "jobs were given back to the queue"),
        Ok(Err(error)) => {
            tracing::warn!(%error, cause = cause(&error), "jobs will be taken back when their lease ends");
        }
        Err(_) => tracing::warn!("the database does not answer; jobs will be taken back when their lease ends"),
    }
}

fn background(name: &'static str, work: impl Future<Output = ()> + Send + 'static) -> Background {
    AbortOnDropHandle::new(task::spawn(name, work))
}

//! The ledger as a backend of apalis: its `Persistence` seam, driven by `Persisted`.
//!
//! Fetching is all that goes through the seam. While a fetch is pending apalis drives neither heartbeats nor events, and
//! a fetch is pending whenever a slot is free; so leases and completions are tasks of their own (`lease`, `completer`).

use std::{
    convert::Infallible,
    task::{Context, Poll},
    time::Duration,
};

use apalis_core::{
    backend::{
        Backend, BackendConfig,
        finalize::Ephemeral,
        persistence::{Persisted, Persistence, TaskEvent},
    },
    task::{Task, builder::TaskBuilder, task_id::TaskId},
    worker::context::WorkerContext,
};
use tower::layer::util::Identity;

use crate::{held::Work, pickup::Pickup, slots::Slots};

/// apalis' heartbeat does nothing here, so it comes seldom.
const HEARTBEAT: Duration = Duration::from_hours(1);

/// Fetches from the ledger.
#[derive(Clone)]
pub(crate) struct Ledger {
    pub pickup: Pickup,
    pub slots: Slots,
}

/// The ledger under apalis.
pub(crate) struct LedgerBackend(Persisted<Ledger>);

impl LedgerBackend {
    pub(crate) fn new(ledger: Ledger) -> Self {
        Self(Persisted::new(ledger))
    }
}

impl Persistence for Ledger {
    type Compact = Work;
    type Response = ();
    type Error = Infallible;

    async fn register(&mut self, _worker: &WorkerContext) -> Result<(), Infallible> {
        Ok(())
    }

    async fn heartbeat(&mut self, _worker: &WorkerContext) -> Result<(), Infallible> {
        Ok(())
    }

    async fn fetch_next(&mut self, _worker: &WorkerContext) -> Result<Vec<Task<Work>>, Infallible> {
        Ok(self.pickup.next(self.slots.free()).await.into_iter().map(task).collect())
    }

    /// Nothing to do: when the workers have ended, the runtime gives back at once whatever this process holds, and these
    /// are among it. A fetch that apalis dropped half way is so, too, and would never come by here.
    async fn reenqueue_abandoned(
        &mut self,
        _tasks: Vec<Task<Work>>,
        _worker: &WorkerContext,
    ) -> Result<u64, Infallible> {
        Ok(0)
    }

    async fn handle_events(&mut self, _: Vec<TaskEvent<()>>, _worker: &WorkerContext) -> Result<(), Infallible> {
        Ok(())
    }

    /// Jobs are enqueued in the transaction of a rule, never through apalis.
    async fn push_tasks(&mut self, _tasks: Vec<Task<Work>>) -> Result<(), Infallible> {
        Ok(())
    }
}

fn task(work: Work) -> Task<Work> {
    let id = TaskId::from_string(work.job.id.to_string());
    TaskBuilder::new(work).task_id(id).build()
}

impl Backend for LedgerBackend {
    type Task = Task<Work>;
    type Error = Infallible;

    fn poll_ready(&mut self, cx: &mut Context<'_>, worker: &WorkerContext) -> Poll<Result<(), Infallible>> {
        self.0.poll_ready(cx, worker, HEARTBEAT)
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Option<Result<Task<Work>, Infallible>>> {
        self.0.poll_next(cx, worker)
    }

    fn poll_close(&mut self, cx: &mut Context<'_>, worker: &WorkerContext) -> Poll<Result<(), Infallible>> {
        self.0.poll_close(cx, worker)
    }
}

impl BackendConfig for LedgerBackend {
    type Args = Work;
    type Id = String;
    type Kind = Ephemeral;
    type Config = ();
    type Layer = Identity;

    fn config(&self) -> &() {
        &()
    }

    fn middleware(&mut self, _worker: &mut WorkerContext) -> Identity {
        Identity::new()
    }
}

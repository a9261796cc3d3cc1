//! Jobs that do as they are told, and an engine to run them on.

use std::{sync::Arc, time::Duration};

use presswork_domain::{
    Context, Error, Result,
    ids::JobId,
    jobs::{self, Backoff, Job, JobRecord, JobState, Judgement, QueueName, Run, Terms},
};
use presswork_tests::{TestApp, until};
use presswork_worker::{Options, Registry, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Does nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Nothing {
    pub n: u32,
}

impl Job for Nothing {
    const KIND: &'static str = "test.nothing";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

/// The same for which somebody waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Urgent {}

impl Job for Urgent {
    const KIND: &'static str = "test.urgent";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

/// Waits until it is called off.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Patient {}

impl Job for Patient {
    const KIND: &'static str = "test.patient";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

/// Finds nothing where others would be content with that, and is impatient.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stubborn {}

impl Job for Stubborn {
    const KIND: &'static str = "test.stubborn";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);
    const BACKOFF: Backoff = Backoff { base: Duration::from_millis(40), ceiling: Duration::from_millis(50) };

    fn judge(error: &Error) -> Judgement {
        match error {
            Error::NotFound { .. } => Judgement::Retry,
            error => Judgement::of(error),
        }
    }
}

/// The handlers of these.
pub fn registry() -> Registry {
    Registry::default()
        .with::<Nothing, _>(async |_, job: Nothing| Ok(json!(job.n)))
        .with::<Urgent, _>(async |_, _: Urgent| Ok(Value::Null))
        .with::<Patient, _>(wait)
        .with::<Stubborn, _>(async |_, _: Stubborn| Err(Error::not_found("needle")))
}

async fn wait(run: Arc<Run>, _job: Patient) -> Result<Value> {
    run.cancellation().cancelled().await;
    Err(Run::called_off())
}

/// A worker process on an app's database and queue.
pub fn worker(app: &TestApp, registry: Registry) -> Runtime {
    worker_of(app, registry, 8)
}

/// The same that runs so many jobs of a queue at the same time.
pub fn worker_of(app: &TestApp, registry: Registry, concurrency: usize) -> Runtime {
    Runtime::start_with(Arc::clone(&app.deps), registry, Options { queues: QueueName::ALL.to_vec(), concurrency })
}

/// A context of the system, now.
pub fn cx(app: &TestApp) -> Context {
    Context::system(Arc::clone(&app.deps), "test")
}

/// Enqueues one job.
pub async fn enqueue<J: Job>(app: &TestApp, job: &J, terms: &Terms) -> JobId {
    let cx = cx(app);
    let mut tx = cx.begin().await.unwrap();
    let id = jobs::enqueue_with(&cx, &mut tx, job, terms).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Enqueues many.
pub async fn enqueue_many<J: Job>(app: &TestApp, all: &[J]) -> Vec<JobId> {
    let cx = cx(app);
    let mut tx = cx.begin().await.unwrap();
    let ids = jobs::enqueue_many(&cx, &mut tx, all, &Terms::now()).await.unwrap();
    tx.commit().await.unwrap();
    ids
}

/// A job as the ledger has it.
pub async fn job(app: &TestApp, id: JobId) -> JobRecord {
    jobs::get(&cx(app), id).await.unwrap()
}

/// Waits until a job is in a state.
pub async fn until_state(app: &TestApp, id: JobId, state: JobState) -> JobRecord {
    until("the job is there", async || Some(job(app, id).await).filter(|job| job.state == state)).await
}

/// Waits until no unfinished job is left.
pub async fn until_done(app: &TestApp) {
    until("no job is due", async || (app.db_due_jobs().await == 0).then_some(())).await;
}

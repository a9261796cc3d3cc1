//! A ledger for one test, and jobs that do as they are told.

use std::{collections::HashMap, sync::Arc, time::Duration};

use presswork_domain::{
    Context, Deps, Error, Result,
    ids::JobId,
    jobs::{self, Backoff, Job, JobRecord, JobState, QueueName, Run, ledger},
    platform::Settings,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::{Options, Registry, Runtime};

/// What the handler of [`Deed`] does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Deed {
    Succeed,
    Panic,
    Fail,
    Forbidden,
    Hang,
    /// Waits for somebody outside, who takes so many milliseconds.
    Ask(u64),
    /// The first time, asks for a repeat in 300 ms.
    Wait,
    /// Lets a second run take over and then completes itself.
    LoseTheClaim,
}

impl Job for Deed {
    const KIND: &'static str = "test.deed";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

/// A job that no handler of the tests knows.
#[derive(Debug, Serialize, Deserialize)]
pub struct Stranger;

impl Job for Stranger {
    const KIND: &'static str = "test.stranger";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(1);
}

/// A job that takes longer than it may.
#[derive(Debug, Serialize, Deserialize)]
pub struct Late;

impl Job for Late {
    const KIND: &'static str = "test.late";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 2;
    const TIMEOUT: Duration = Duration::from_millis(150);
    const BACKOFF: Backoff = Backoff { base: Duration::from_millis(20), ceiling: Duration::from_millis(20) };
}

pub struct House {
    pub deps: Arc<Deps>,
    _folder: TempDir,
}

impl House {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(more: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = ("PRESSWORK__STORAGE__DATA_DIR", folder.path().to_str().unwrap());
        let variables = [("PRESSWORK_ENV", "test"), data].into_iter().chain(more.iter().copied());
        let variables: HashMap<_, _> = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let deps = Deps::open(Settings::load(&variables).unwrap()).await.unwrap();
        presswork_migration::up(deps.db.pool()).await.unwrap();
        Self { deps: Arc::new(deps), _folder: folder }
    }

    pub fn cx(&self) -> Context {
        Context::system(Arc::clone(&self.deps), "test")
    }

    pub async fn enqueue<J: Job>(&self, job: &J) -> JobId {
        let cx = self.cx();
        let mut tx = cx.begin().await.unwrap();
        let id = jobs::enqueue(&cx, &mut tx, job).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn job(&self, id: JobId) -> JobRecord {
        jobs::get(&self.cx(), id).await.unwrap()
    }

    pub async fn until(&self, id: JobId, state: JobState) -> JobRecord {
        let wait = async {
            loop {
                let job = self.job(id).await;
                if job.state == state {
                    return job;
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = timeout(Duration::from_secs(10), wait).await;
        waited.unwrap_or_else(|_| panic!("{id} is still not {state:?}"))
    }

    pub fn start(&self, registry: Registry) -> Runtime {
        self.start_for(&QueueName::ALL, registry)
    }

    pub fn start_for(&self, queues: &[QueueName], registry: Registry) -> Runtime {
        let options = Options { queues: queues.to_vec(), concurrency: 4 };
        Runtime::start_with(Arc::clone(&self.deps), registry, options)
    }
}

pub fn registry() -> Registry {
    Registry::default().with::<Deed, _>(act).with::<Late, _>(async |_, _: Late| std::future::pending().await)
}

async fn act(run: Arc<Run>, deed: Deed) -> Result<Value> {
    match deed {
        Deed::Succeed => Ok(json!({ "attempt": run.job.attempt })),
        Deed::Panic => panic!("as told"),
        Deed::Fail => Err(Error::unavailable("smtp", "connection refused by mail.internal")),
        Deed::Forbidden => Err(Error::forbidden("not this one")),
        Deed::Wait if run.job.attempt == 1 => {
            Err(Error::Limited { code: "slow_down", retry_after: Duration::from_millis(300) })
        }
        Deed::Wait => Ok(Value::Null),
        Deed::Hang => std::future::pending().await,
        Deed::Ask(millis) => {
            run.wait_outside(sleep(Duration::from_millis(millis))).await;
            Ok(Value::Null)
        }
        Deed::LoseTheClaim => lose_the_claim(&run).await,
    }
}

async fn lose_the_claim(run: &Run) -> Result<Value> {
    ledger::release_all(&run.cx, &run.job.worker).await?;
    let other: Arc<str> = "worker_other".into();
    ledger::claim_due(&run.cx, &other, QueueName::Standard, 1, Duration::from_secs(30)).await?;
    let tx = run.cx.begin().await?;
    run.finish(&tx, &Value::Null).await?;
    tx.commit().await?;
    Ok(Value::Null)
}

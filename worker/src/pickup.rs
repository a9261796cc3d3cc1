//! Picking up work for one queue: wait until the queue calls, claim, hand on.
//!
//! Two things about apalis shape this. An error would end the worker for good, and an empty batch would park it, so
//! [`Pickup::next`] returns only with work. And the future is dropped at shutdown, so claims run in a task of their own:
//! what was claimed for nobody is given back when the runtime stops.

use std::{
    future::pending,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use presswork_domain::{
    Result,
    ids::JobId,
    jobs::{Claimed, QueueName, ledger},
    platform::{queue::Wake, task},
};
use tokio::time::sleep;
use tokio_util::task::AbortOnDropHandle;

use crate::{
    held::Work,
    pace::{Batch, Pace},
    shared::{AGAIN, Shared},
};

/// How long to rely on the queue before looking in the ledger all the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// A batch on its way.
type Coming = AbortOnDropHandle<Option<Vec<Work>>>;

/// Picks up the jobs of one queue.
#[derive(Clone)]
pub(crate) struct Pickup {
    shared: Arc<Shared>,
    queue: QueueName,
    /// There may be more where the last came from, so the next look does not wait. True at the start.
    look_again: Arc<AtomicBool>,
    pace: Arc<Mutex<Pace>>,
    /// The batch behind the one that runs, so that neither waits for the other: only while jobs are quick and there are
    /// more of them.
    coming: Arc<Mutex<Option<Coming>>>,
}

impl Pickup {
    pub(crate) fn new(shared: Arc<Shared>, queue: QueueName, concurrency: usize) -> Self {
        let pace = Arc::new(Mutex::new(Pace::new(concurrency)));
        Self { shared, queue, look_again: Arc::new(AtomicBool::new(true)), pace, coming: Arc::default() }
    }

    /// Waits for work: at least one job, and about as many as slots are free.
    pub(crate) async fn next(&self, free: usize) -> Vec<Work> {
        let Batch { max, quick } = lock(&self.pace).batch(free);
        let coming = lock(&self.coming).take();
        let mut found = match coming {
            // It is as good as empty when it panicked, which `task` has logged.
            Some(coming) => coming.await.ok().flatten().unwrap_or_default(),
            None => Vec::new(),
        };
        while found.is_empty() {
            found = self.round(max).await;
        }
        if quick && self.look_again.load(Ordering::Acquire) {
            let next = self.clone();
            let coming = task::spawn("next batch", async move { next.pick(max).await });
            *lock(&self.coming) = Some(AbortOnDropHandle::new(coming));
        }
        lock(&self.pace).handed_on(found.len());
        found
    }

    async fn round(&self, max: usize) -> Vec<Work> {
        if self.shared.drain.is_cancelled() {
            return pending().await;
        }
        self.pick(max).await
    }

    async fn pick(&self, max: usize) -> Vec<Work> {
        let again = self.look_again.swap(false, Ordering::AcqRel);
        if !self.shared.link.is_up() {
            if !again {
                sleep(AGAIN).await;
            }
            return self.look(max).await;
        }
        // A backlog that the queue knows is taken from the queue: taken from the ledger, it would leave the queue full of
        // ids that are done, with new ones behind them.
        let patience = if again {
            Duration::ZERO
        } else if self.shared.deps.queue.takes() {
            PATIENCE
        } else {
            AGAIN
        };
        let woken = tokio::select! {
            woken = self.shared.deps.queue.wait(self.queue, max, patience) => woken,
            () = self.shared.link.lost() => return self.look(max).await,
            () = self.shared.drain.cancelled() => return Vec::new(),
        };
        match woken {
            Ok(Wake::Ids(ids)) => self.take(ids, max).await,
            Ok(Wake::Look) => self.look(max).await,
            Err(_) => {
                self.shared.link.set(false);
                self.look(max).await
            }
        }
    }

    async fn look(&self, max: usize) -> Vec<Work> {
        let (shared, queue) = (Arc::clone(&self.shared), self.queue);
        let lease = shared.deps.settings.jobs.lease;
        let claim = async move { ledger::claim_due(&shared.cx(), &shared.worker, queue, max, lease).await };
        let found = self.claimed(claim).await;
        self.look_again.fetch_or(found.len() == max, Ordering::AcqRel);
        found
    }

    async fn take(&self, ids: Vec<JobId>, max: usize) -> Vec<Work> {
        self.look_again.fetch_or(ids.len() == max, Ordering::AcqRel);
        let shared = Arc::clone(&self.shared);
        let (lease, told) = (shared.deps.settings.jobs.lease, ids.len());
        let claim = async move { ledger::claim_ids(&shared.cx(), &shared.worker, &ids, lease).await };
        let found = self.claimed(claim).await;
        if found.len() < told {
            // What was not due may be so in a moment.
            self.shared.sweep_soon.notify_one();
        }
        found
    }

    async fn claimed(&self, claim: impl Future<Output = Result<Vec<Claimed>>> + Send + 'static) -> Vec<Work> {
        let shared = Arc::clone(&self.shared);
        let claim = self.shared.tasks.track_future(async move { Ok(shared.hold(claim.await?)) });
        match task::spawn("claim", claim).await {
            Ok(Some(Ok(found))) => {
                self.shared.served();
                found
            }
            Ok(Some(Err(error))) => {
                self.shared.failed(&error);
                // What the queue had handed out is in the ledger still.
                self.look_again.store(true, Ordering::Release);
                sleep(AGAIN).await;
                Vec::new()
            }
            // It panicked, which `task` has logged, or the process is ending.
            Ok(None) | Err(_) => {
                sleep(AGAIN).await;
                Vec::new()
            }
        }
    }
}

/// What is locked here stays whole whatever panicked beside it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

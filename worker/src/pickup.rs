//! Picking up work for one queue: wait until the queue calls, claim, hand on.
//!
//! Two things about apalis shape this. An error would end the worker for good, and an empty batch would park it, so
//! [`Pickup::next`] returns only with work. And the future is dropped at shutdown, so claims run in a task of their own:
//! what was claimed for nobody is given back when the runtime stops.

use std::{
    future::pending,
    sync::{
        Arc, Mutex, PoisonError,
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
use tokio::time::{sleep, timeout};

use crate::{
    held::Work,
    pace::Pace,
    shared::{AGAIN, Shared},
};

/// How long to rely on the queue before looking in the ledger all the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// Picks up the jobs of one queue.
#[derive(Clone)]
pub(crate) struct Pickup {
    shared: Arc<Shared>,
    queue: QueueName,
    /// There may be more where the last came from, so the next look does not wait. True at the start.
    look_again: Arc<AtomicBool>,
    pace: Arc<Mutex<Pace>>,
}

impl Pickup {
    pub(crate) fn new(shared: Arc<Shared>, queue: QueueName, concurrency: usize) -> Self {
        let pace = Arc::new(Mutex::new(Pace::new(concurrency)));
        Self { shared, queue, look_again: Arc::new(AtomicBool::new(true)), pace }
    }

    /// Waits for work: at least one job, and about as many as slots are free.
    pub(crate) async fn next(&self, free: usize) -> Vec<Work> {
        let max = self.with_pace(|pace| pace.batch(free));
        loop {
            let found = self.round(max).await;
            if !found.is_empty() {
                self.with_pace(Pace::handed_on);
                return found;
            }
        }
    }

    fn with_pace<T>(&self, step: impl FnOnce(&mut Pace) -> T) -> T {
        // Numbers stay whole whatever panicked beside them.
        step(&mut self.pace.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn round(&self, max: usize) -> Vec<Work> {
        if self.shared.drain.is_cancelled() {
            return pending().await;
        }
        if self.look_again.swap(false, Ordering::AcqRel) && !self.queue_has_ids().await {
            return self.look(max).await;
        }
        if !self.shared.link.is_up() {
            sleep(AGAIN).await;
            return self.look(max).await;
        }
        let woken = tokio::select! {
            woken = self.shared.deps.queue.wait(self.queue, max, PATIENCE) => woken,
            () = self.shared.link.lost() => return self.look(max).await,
            () = self.shared.drain.cancelled() => return Vec::new(),
        };
        match woken {
            Ok(wake) => {
                self.shared.queue.served();
                match wake {
                    Wake::Ids(ids) => self.take(ids, max).await,
                    Wake::Look => self.look(max).await,
                }
            }
            Err(error) => {
                self.shared.queue.failed(&error);
                self.shared.link.set(false);
                self.look(max).await
            }
        }
    }

    /// A backlog that the queue knows is taken from the queue: taken from the ledger, it would leave the queue full of ids
    /// that are done, with new ones behind them.
    async fn queue_has_ids(&self) -> bool {
        let asked = timeout(AGAIN, self.shared.deps.queue.next(self.queue));
        self.shared.link.is_up() && matches!(asked.await, Ok(Ok(Some(Some(_)))))
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
        let lease = shared.deps.settings.jobs.lease;
        self.claimed(async move { ledger::claim_ids(&shared.cx(), &shared.worker, &ids, lease).await }).await
    }

    async fn claimed(&self, claim: impl Future<Output = Result<Vec<Claimed>>> + Send + 'static) -> Vec<Work> {
        let shared = Arc::clone(&self.shared);
        let claim = self.shared.tasks.track_future(async move { Ok(shared.hold(claim.await?)) });
        match task::spawn("claim", claim).await {
            Ok(Some(Ok(found))) => {
                self.shared.database.served();
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

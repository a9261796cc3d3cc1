//! One run of a job: its context, its claim, and the fence that lets only the rightful run change anything.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use crate::{
    Context, Result,
    ids::{JobId, UserId},
    jobs::{QueueName, Slot, ledger},
    platform::Sql,
};

/// A run writes its progress no oftener than this: five times a second.
const PROGRESS_PAUSE: TimeDelta = TimeDelta::milliseconds(200);

/// A row that a worker has claimed.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The job.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// The queue that it came from.
    pub queue: QueueName,
    /// Its payload, not parsed yet.
    pub payload: Value,
    /// Which attempt this is, from 1. With the worker's name, the fence.
    pub attempt: u32,
    /// How often it may be started.
    pub max_attempts: u32,
    /// The worker that claimed it.
    pub worker: Arc<str>,
    /// Who set it in motion.
    pub enqueued_by: Option<UserId>,
    /// The trace and the id of the request that enqueued it, as [`crate::trace::Trace::taken_up`] reads them.
    pub trace: Option<String>,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When it became due.
    pub run_at: DateTime<Utc>,
    /// When it is called off if it still runs.
    pub deadline: Option<DateTime<Utc>>,
    /// The job that it is a part of.
    pub parent: Option<JobId>,
    /// The group whose limits it shares.
    pub group: Option<String>,
    /// How far earlier attempts came.
    pub progress_done: i64,
}

/// One run of a claimed job.
pub struct Run {
    /// The context: the system's, with the trace of the request that enqueued the job.
    pub cx: Context,
    /// The claim.
    pub job: Claimed,
    finished: AtomicBool,
    cancelled: CancellationToken,
    pub(super) slot: Slot,
    reported_at: Mutex<Option<DateTime<Utc>>>,
    pub(super) steps: OnceCell<HashMap<String, Value>>,
}

impl Run {
    /// Starts a run. The token fires when somebody calls the job off; the slot is what the run leaves to wait.
    #[must_use]
    pub fn new(cx: Context, job: Claimed, cancelled: CancellationToken, slot: Slot) -> Self {
        let finished = AtomicBool::new(false);
        Self { cx, job, finished, cancelled, slot, reported_at: Mutex::default(), steps: OnceCell::new() }
    }

    /// Fires when somebody calls the job off. The worker fires it within a second; a handler that waits for something
    /// long waits for this as well.
    #[must_use]
    pub const fn cancellation(&self) -> &CancellationToken {
        &self.cancelled
    }

    /// Adds the fence to a statement: only the rightful run of a running job changes its row. It is found by its id; the state is
    /// hidden from indexes, of which there is one of all that run.
    pub(super) fn fence(&self, sql: &mut Sql) {
        sql.push(" WHERE state || '' = 'running' AND id = ").bind(self.job.id.uuid());
        sql.push(" AND attempt = ").bind(i32::try_from(self.job.attempt).unwrap_or(i32::MAX));
        sql.push(" AND worker = ").bind(self.job.worker.to_string());
    }

    /// Whether the last report is long enough ago for another; then it counts as made.
    pub(super) fn may_report(&self, now: DateTime<Utc>) -> bool {
        let mut last = self.reported_at.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| now - last >= PROGRESS_PAUSE);
        if due {
            *last = Some(now);
        }
        due
    }

    /// Whether the worker of an earlier attempt died at this job. What that one did outside of the database, nobody knows.
    ///
    /// # Errors
    /// The database's.
    pub async fn was_lost(&self) -> Result<bool> {
        ledger::was_lost(&self.cx, self.job.id).await
    }

    /// The ledger knows how the run ends, from the run itself.
    pub(super) fn mark_finished(&self) {
        self.finished.store(true, Ordering::Release);
    }

    /// Whether [`Self::finish`] or its like has been called; otherwise the worker completes the job itself.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.finished.load(Ordering::Acquire)
    }
}

//! Receipts as clients see them.

use async_graphql::{Enum, ID, Json, SimpleObject};
use presswork_domain::jobs;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "jobs::JobState")]
pub enum JobState {
    /// Waits for its time.
    Scheduled,
    /// Due; waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Done.
    Succeeded,
    /// Failed for good; an operator may retry it.
    Dead,
    /// Called off.
    Cancelled,
    /// This release does not know its kind; a newer worker picks it up.
    Parked,
}

/// How far a job is.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobProgress {
    /// Units done.
    #[schema(example = 40, minimum = 0)]
    pub done: i64,
    /// Units in all, once known.
    #[schema(example = 100, minimum = 0)]
    pub total: Option<i64>,
    /// What is being done, for a person.
    pub note: Option<String>,
}

/// An attempt that failed.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobFailure {
    /// Which attempt, from 1.
    #[schema(minimum = 1, example = 1)]
    pub attempt: i32,
    /// The worker that made it.
    #[schema(example = "worker_1r7ct45qmmn5pjdb3z0ahq767q")]
    pub worker: String,
    /// Why it failed.
    #[schema(example = "unavailable: a service this needs is not available; try again")]
    pub error: String,
    /// When.
    pub failed_at: Time,
}

impl From<jobs::JobFailure> for JobFailure {
    fn from(failure: jobs::JobFailure) -> Self {
        let jobs::JobFailure { attempt, worker, error, failed_at } = failure;
        Self { attempt, worker, error, failed_at: failed_at.into() }
    }
}

/// A receipt: what became of the work that a request set in motion.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// The public id.
    #[schema(value_type = String, example = "job_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What kind of work.
    #[schema(example = "posts.fan_out")]
    pub kind: String,
    /// Where it waits.
    #[schema(example = "standard")]
    pub queue: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was started.
    #[schema(example = 1, minimum = 0)]
    pub attempt: i32,
    /// How often it may be started.
    #[schema(example = 8, minimum = 1)]
    pub max_attempts: i32,
    /// How far it is.
    pub progress: JobProgress,
    /// What came of it, once it succeeded.
    #[schema(value_type = Option<Object>)]
    pub result: Option<Json<serde_json::Value>>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// Somebody has called it off; a running job stops at its next step.
    pub cancel_requested: bool,
    /// Not before this time.
    pub run_at: Time,
    /// When it was enqueued.
    pub created_at: Time,
    /// When the last attempt began.
    pub started_at: Option<Time>,
    /// When it ended for good.
    pub finished_at: Option<Time>,
}

impl From<jobs::JobRecord> for Job {
    fn from(job: jobs::JobRecord) -> Self {
        let progress = job.progress;
        Self {
            id: job.id.to_string().into(),
            kind: job.kind,
            queue: job.queue,
            state: job.state.into(),
            attempt: job.attempt,
            max_attempts: job.max_attempts,
            progress: JobProgress { done: progress.done, total: progress.total, note: progress.note },
            result: job.result.map(Json),
            error: job.error,
            cancel_requested: job.cancel_requested,
            run_at: job.run_at.into(),
            created_at: job.created_at.into(),
            started_at: job.started_at.map(Time::from),
            finished_at: job.finished_at.map(Time::from),
        }
    }
}

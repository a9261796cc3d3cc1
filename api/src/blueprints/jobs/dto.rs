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
    /// Its children run; it runs when they have ended.
    Waiting,
    /// Due; waits until enough others of its group have ended.
    Held,
    /// One that only another release knows; that one looks after it.
    Unknown,
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

/// A part of a job that is done, whatever becomes of the attempt.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobStep {
    /// Its name, unique within the job.
    #[schema(example = "collect")]
    pub name: String,
    /// What came of it.
    #[schema(value_type = serde_json::Value)]
    pub result: Json<serde_json::Value>,
    /// When.
    pub finished_at: Time,
}

impl From<jobs::JobStep> for JobStep {
    fn from(step: jobs::JobStep) -> Self {
        Self { name: step.name, result: Json(step.result), finished_at: step.finished_at.into() }
    }
}

/// How the children of a job stand.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobChildren {
    /// All of them.
    #[schema(example = 100, minimum = 0)]
    pub total: i64,
    /// Done.
    #[schema(example = 60, minimum = 0)]
    pub succeeded: i64,
    /// Failed for good.
    #[schema(example = 1, minimum = 0)]
    pub dead: i64,
    /// Called off.
    #[schema(example = 0, minimum = 0)]
    pub cancelled: i64,
    /// Not ended yet.
    #[schema(example = 39, minimum = 0)]
    pub remaining: i64,
}

impl From<jobs::ChildCounts> for JobChildren {
    fn from(counts: jobs::ChildCounts) -> Self {
        let jobs::ChildCounts { total, succeeded, dead, cancelled, remaining } = counts;
        Self { total, succeeded, dead, cancelled, remaining }
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
    /// The job that it is a part of.
    #[schema(value_type = Option<String>, example = "job_01h455vb4pex5vsknk084sn02q")]
    pub parent_id: Option<ID>,
    /// How its children stand, when it has any.
    pub children: Option<JobChildren>,
    /// The worker that has it, or had it last.
    #[schema(example = "worker_1r7ct45qmmn5pjdb3z0ahq767q")]
    pub worker: Option<String>,
    /// Which others share the limits of a group with it: their kind, a colon, and what they have in common.
    #[schema(example = "posts.fan_out:user_01h455vb4pex5vsknk084sn02q")]
    pub group: Option<String>,
    /// The trace that it goes on with (W3C Trace Context): 32 hexadecimal digits.
    #[schema(example = "4bf92f3577b34da6a3ce929d0e0e4736")]
    pub trace_id: Option<String>,
    /// The request that set it in motion.
    #[schema(example = "9f86d081884c7d65")]
    pub request_id: Option<String>,
    /// Not before this time.
    pub run_at: Time,
    /// Not begun by then it never is; running then it is called off.
    pub deadline: Option<Time>,
    /// When it was enqueued.
    pub created_at: Time,
    /// When the last attempt began.
    pub started_at: Option<Time>,
    /// When it ended for good.
    pub finished_at: Option<Time>,
}

impl Job {
    /// Where it is followed.
    pub fn address(&self) -> String {
        format!("/v1/jobs/{}", *self.id)
    }
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
            parent_id: job.parent.map(|parent| parent.to_string().into()),
            children: job.children.map(JobChildren::from),
            worker: job.worker,
            group: job.group,
            trace_id: job.trace,
            request_id: job.request_id,
            run_at: job.run_at.into(),
            deadline: job.deadline.map(Time::from),
            created_at: job.created_at.into(),
            started_at: job.started_at.map(Time::from),
            finished_at: job.finished_at.map(Time::from),
        }
    }
}

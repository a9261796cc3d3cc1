//! What operators see.

use async_graphql::SimpleObject;
use presswork_domain::ops;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// A queue at this moment.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Queue {
    /// Which: `interactive`, `standard` or `bulk`.
    #[schema(example = "standard")]
    pub name: String,
    /// Jobs whose time has not come.
    #[schema(minimum = 0, example = 3)]
    pub scheduled: i64,
    /// Jobs that are due and wait for a worker.
    #[schema(minimum = 0, example = 12)]
    pub queued: i64,
    /// Jobs that are due and held back until enough others of their group have ended.
    #[schema(minimum = 0, example = 0)]
    pub held: i64,
    /// Jobs whose children run.
    #[schema(minimum = 0, example = 0)]
    pub waiting: i64,
    /// Jobs that run.
    #[schema(minimum = 0, example = 8)]
    pub running: i64,
    /// Jobs that failed for good and wait for a decision.
    #[schema(minimum = 0, example = 0)]
    pub dead: i64,
    /// Jobs that no release in service can read.
    #[schema(minimum = 0, example = 0)]
    pub parked: i64,
    /// How long the longest waiting due job has waited, in seconds: the figure to scale workers on.
    #[schema(minimum = 0, example = 0.25)]
    pub oldest_due_age: f64,
    /// Since when nothing is picked up from it, in the whole cluster.
    pub paused_at: Option<Time>,
}

impl From<ops::QueueStats> for Queue {
    fn from(queue: ops::QueueStats) -> Self {
        Self {
            name: queue.name.to_string(),
            scheduled: queue.scheduled,
            queued: queue.queued,
            held: queue.held,
            waiting: queue.waiting,
            running: queue.running,
            dead: queue.dead,
            parked: queue.parked,
            oldest_due_age: queue.oldest_due_age,
            paused_at: queue.paused_at.map(Time::from),
        }
    }
}

/// How much went through a queue within a minute.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueMinute {
    /// When the minute began.
    pub minute: Time,
    /// Jobs that were enqueued.
    #[schema(minimum = 0, example = 20)]
    pub enqueued: i64,
    /// Attempts that began.
    #[schema(minimum = 0, example = 20)]
    pub started: i64,
    /// Jobs that were done.
    #[schema(minimum = 0, example = 19)]
    pub succeeded: i64,
    /// Attempts that failed, whether another follows or not.
    #[schema(minimum = 0, example = 1)]
    pub failed: i64,
    /// The most jobs that were due at once, as far as was looked; null where nobody did.
    #[schema(minimum = 0, example = 12)]
    pub due: Option<i64>,
    /// The longest that a due job had waited then, in seconds.
    #[schema(minimum = 0, example = 0.25)]
    pub oldest_due_age: Option<f64>,
}

impl From<ops::QueueMinute> for QueueMinute {
    fn from(one: ops::QueueMinute) -> Self {
        let ops::QueueMinute { minute, enqueued, started, succeeded, failed, due, oldest_due_age } = one;
        Self { minute: minute.into(), enqueued, started, succeeded, failed, due, oldest_due_age }
    }
}

/// A worker process.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Worker {
    /// The name under which it claims jobs.
    #[schema(example = "worker_1r7ct45qmmn5pjdb3z0ahq767q")]
    pub id: String,
    /// The queues it serves.
    pub queues: Vec<String>,
    /// Jobs of one queue that it runs at the same time.
    #[schema(minimum = 1, example = 8)]
    pub concurrency: i32,
    /// Jobs that it runs now.
    #[schema(minimum = 0, example = 2)]
    pub running: i32,
    /// Its release.
    #[schema(example = "0.1.0")]
    pub version: String,
    /// When it started.
    pub started_at: Time,
    /// When it was last heard of.
    pub seen_at: Time,
    /// Since when it is asked to take nothing new.
    pub draining_since: Option<Time>,
}

impl From<ops::WorkerInfo> for Worker {
    fn from(worker: ops::WorkerInfo) -> Self {
        Self {
            id: worker.id,
            queues: worker.queues,
            concurrency: worker.concurrency,
            running: worker.running,
            version: worker.version,
            started_at: worker.started_at.into(),
            seen_at: worker.seen_at.into(),
            draining_since: worker.draining_since.map(Time::from),
        }
    }
}

/// Queues and workers at this moment.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Operations {
    /// Every queue, the most urgent first.
    pub queues: Vec<Queue>,
    /// The worker processes that were heard of within a minute, the longest running first.
    pub workers: Vec<Worker>,
}

impl From<ops::Operations> for Operations {
    fn from(now: ops::Operations) -> Self {
        let ops::Operations { queues, workers } = now;
        Self {
            queues: queues.into_iter().map(Queue::from).collect(),
            workers: workers.into_iter().map(Worker::from).collect(),
        }
    }
}

/// Work that comes round.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// Its name.
    #[schema(example = "purge-jobs")]
    pub name: String,
    /// The cron expression, with seconds.
    #[schema(example = "0 */10 * * * *")]
    pub cron: String,
    /// The time zone that it goes by, as the IANA database calls it.
    #[schema(example = "UTC")]
    pub time_zone: String,
    /// What it does.
    pub description: String,
    /// When it is due next; null while paused.
    pub next_at: Option<Time>,
    /// When it last set off a job.
    pub last_at: Option<Time>,
    /// Since when it sets off nothing.
    pub paused_at: Option<Time>,
}

impl From<ops::ScheduleInfo> for Schedule {
    fn from(schedule: ops::ScheduleInfo) -> Self {
        Self {
            name: schedule.name.to_owned(),
            cron: schedule.cron.to_owned(),
            time_zone: schedule.time_zone.to_owned(),
            description: schedule.description.to_owned(),
            next_at: schedule.next_at.map(Time::from),
            last_at: schedule.last_at.map(Time::from),
            paused_at: schedule.paused_at.map(Time::from),
        }
    }
}

//! What operators see.

use chrono::{DateTime, Utc};

use crate::jobs::QueueName;

/// A queue at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueStats {
    /// Which.
    pub name: QueueName,
    /// Jobs whose time has not come.
    pub scheduled: i64,
    /// Jobs that are due and wait for a worker.
    pub queued: i64,
    /// Jobs that are due and held back until enough others of their group have ended.
    pub held: i64,
    /// Jobs whose children run.
    pub waiting: i64,
    /// Jobs that run.
    pub running: i64,
    /// Jobs that failed for good and wait for a decision.
    pub dead: i64,
    /// Jobs that no release in service can read.
    pub parked: i64,
    /// How long the longest waiting due job has waited, in seconds: the figure to scale workers on. 0 when none waits.
    pub oldest_due_age: f64,
    /// Since when nothing is picked up from it, in the whole cluster.
    pub paused_at: Option<DateTime<Utc>>,
}

/// How much went through a queue within a minute.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueMinute {
    /// When the minute began.
    pub minute: DateTime<Utc>,
    /// Jobs that were enqueued.
    pub enqueued: i64,
    /// Attempts that began.
    pub started: i64,
    /// Jobs that were done.
    pub succeeded: i64,
    /// Attempts that failed, whether another follows or not.
    pub failed: i64,
    /// The most jobs that were due whenever somebody looked; `None` where nobody did.
    pub due: Option<i64>,
    /// The longest that a due job had waited then, in seconds.
    pub oldest_due_age: Option<f64>,
}

/// A worker process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerInfo {
    /// The name under which it claims.
    pub id: String,
    /// The queues it serves.
    pub queues: Vec<String>,
    /// Jobs of one queue that it runs at the same time.
    pub concurrency: i32,
    /// Jobs that it runs now.
    pub running: i32,
    /// Its release.
    pub version: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it was last heard of.
    pub seen_at: DateTime<Utc>,
    /// Since when it is asked to take nothing new.
    pub draining_since: Option<DateTime<Utc>>,
}

/// Queues and workers at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Operations {
    /// Every queue, the most urgent first.
    pub queues: Vec<QueueStats>,
    /// The worker processes that were heard of within a minute, the longest running first.
    pub workers: Vec<WorkerInfo>,
}

/// A schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleInfo {
    /// Its name.
    pub name: &'static str,
    /// The cron expression, with seconds.
    pub cron: &'static str,
    /// The time zone that it goes by, as the IANA database calls it.
    pub time_zone: &'static str,
    /// What it does, for a person.
    pub description: &'static str,
    /// When it is due next; null while paused.
    pub next_at: Option<DateTime<Utc>>,
    /// When it last set off a job.
    pub last_at: Option<DateTime<Utc>>,
    /// Since when it sets off nothing.
    pub paused_at: Option<DateTime<Utc>>,
}

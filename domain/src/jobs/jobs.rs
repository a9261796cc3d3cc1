//! Payload types.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{GroupLimits, Job, JobFilter, QueueName};
use crate::ids::UserId;

/// Retries, discards or cancels many jobs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeMany {
    /// What to do.
    pub change: Change,
    /// To which.
    pub filter: JobFilter,
    /// Only to those that this person set in motion, and may call off.
    #[serde(default)]
    pub owner: Option<UserId>,
    /// Only to those that were there when it was asked for.
    pub asked_at: DateTime<Utc>,
}

/// What is done to many jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Dead (or, when asked for, cancelled) jobs get one more attempt.
    Retry,
    /// Dead and parked jobs are given up.
    Discard,
    /// Unfinished jobs are called off.
    Cancel,
}

impl Job for ChangeMany {
    const KIND: &'static str = "jobs.change_many";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 8;
    const TIMEOUT: Duration = Duration::from_hours(1);
    const OWNER_MAY_CANCEL: bool = true;
    const PER_PERSON: bool = true;
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(2);
}

//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::jobs::{Job, QueueName};

/// Removes finished jobs that are older than `jobs.retention` keeps them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgeJobs {}

/// Removes links, refresh tokens and sessions whose time is long over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgeTokens {}

impl Job for PurgeJobs {
    const KIND: &'static str = "housekeeping.purge_jobs";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

impl Job for PurgeTokens {
    const KIND: &'static str = "housekeeping.purge_tokens";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

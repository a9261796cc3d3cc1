//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::jobs::{Job, QueueName};

/// Writes all that can be found anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReindexSearch {}

impl Job for ReindexSearch {
    const KIND: &'static str = "search.reindex";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 10;
    const TIMEOUT: Duration = Duration::from_hours(12);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::ModerationActionId,
    jobs::{Job, QueueName},
};

/// Ends what a moderator did for a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExpireAction {
    /// What was done.
    pub action: ModerationActionId,
}

impl Job for ExpireAction {
    const KIND: &'static str = "moderation.expire";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 20;
    const TIMEOUT: Duration = Duration::from_mins(1);

    fn unique_key(&self) -> Option<String> {
        Some(self.action.to_string())
    }
}

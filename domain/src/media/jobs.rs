//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{MediaId, UserId},
    jobs::{GroupLimits, Job, QueueName},
};

/// Makes a picture ready, or refuses it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProcessMedia {
    /// The medium.
    pub media: MediaId,
    /// Who sent it.
    pub owner: UserId,
}

impl Job for ProcessMedia {
    const KIND: &'static str = "media.process";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_mins(10);
    const OWNER_MAY_CANCEL: bool = true;
    /// Of one person: who sends a hundred pictures keeps nobody else's waiting.
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(2);

    fn unique_key(&self) -> Option<String> {
        Some(self.media.to_string())
    }

    fn group(&self) -> Option<String> {
        Some(self.owner.to_string())
    }
}

//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::UserId,
    jobs::{Job, QueueName},
};

/// Tells somebody that another follows them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TellOfFollow {
    /// Who follows.
    pub who: UserId,
    /// Whom they follow.
    pub whom: UserId,
}

impl Job for TellOfFollow {
    const KIND: &'static str = "follows.tell";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 8;
    const TIMEOUT: Duration = Duration::from_mins(1);
    const PER_PERSON: bool = true;

    /// However often somebody makes up their mind, that they follow is told once.
    fn unique_key(&self) -> Option<String> {
        Some(format!("{}:{}", self.who, self.whom))
    }
}

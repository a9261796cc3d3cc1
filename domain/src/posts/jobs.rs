//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::PostId,
    jobs::{Job, QueueName},
};

/// Tells the author's followers that a post was published.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FanOutPost {
    /// The post.
    pub post: PostId,
}

impl Job for FanOutPost {
    const KIND: &'static str = "posts.fan_out";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 8;
    const TIMEOUT: Duration = Duration::from_mins(5);

    fn unique_key(&self) -> Option<String> {
        Some(self.post.to_string())
    }
}

//! Payload types.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{PostId, UserId},
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
    const TIMEOUT: Duration = Duration::from_mins(30);
    const OWNER_MAY_CANCEL: bool = true;
    const PER_PERSON: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(self.post.to_string())
    }
}

/// Mails a post that was published to those who subscribe to newsletters.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendNewsletter {
    /// The post.
    pub post: PostId,
}

impl Job for SendNewsletter {
    const KIND: &'static str = "posts.newsletter";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 8;
    const TIMEOUT: Duration = Duration::from_mins(30);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(self.post.to_string())
    }
}

/// Publishes a post at the time that was planned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishPost {
    /// The post.
    pub post: PostId,
    /// The time; a plan that was changed meanwhile has another.
    pub at: DateTime<Utc>,
    /// Who planned it.
    pub by: UserId,
}

/// Withdraws a post at the time that was planned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UnpublishPost {
    /// The post.
    pub post: PostId,
    /// The time; a plan that was changed meanwhile has another.
    pub at: DateTime<Utc>,
    /// Who planned it.
    pub by: UserId,
}

impl Job for PublishPost {
    const KIND: &'static str = "posts.publish";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 20;
    const TIMEOUT: Duration = Duration::from_mins(1);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(format!("{}:{}:{}", self.post, self.at.timestamp(), self.by))
    }
}

impl Job for UnpublishPost {
    const KIND: &'static str = "posts.unpublish";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 20;
    const TIMEOUT: Duration = Duration::from_mins(1);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(format!("{}:{}:{}", self.post, self.at.timestamp(), self.by))
    }
}

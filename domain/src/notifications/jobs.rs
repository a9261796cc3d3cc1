//! Payload types.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Digest;
use crate::{
    ids::{NotificationId, PostId, UserId},
    jobs::{GroupLimits, Job, QueueName},
};

/// Mails one event to one person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MailNotification {
    /// To whom.
    pub to: UserId,
    /// The notification that it is gathered in.
    pub notification: NotificationId,
    /// The event.
    pub event: Uuid,
    /// Who did it.
    pub by: UserId,
    /// The post that was published, where many are told of one.
    #[serde(default)]
    pub post: Option<PostId>,
}

impl Job for MailNotification {
    const KIND: &'static str = "notifications.mail";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 12;
    const TIMEOUT: Duration = Duration::from_mins(1);
    const ONCE: bool = true;
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(4);

    /// One mail for an event to a person, however often it is told.
    fn unique_key(&self) -> Option<String> {
        Some(format!("{}:{}:{}", self.to, self.event, self.by))
    }

    /// The mails about one post: however many follow its author, others get theirs meanwhile.
    fn group(&self) -> Option<String> {
        self.post.map(|post| post.to_string())
    }
}

/// Mails one person what came to their inbox since the last digest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MailDigest {
    /// To whom.
    pub to: UserId,
    /// Which.
    pub digest: Digest,
    /// The time that it was due.
    pub at: DateTime<Utc>,
    /// The place in the inbox behind which it begins.
    pub after: i64,
    /// The place with which it ends.
    pub until: i64,
}

impl Job for MailDigest {
    const KIND: &'static str = "notifications.digest";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 12;
    const TIMEOUT: Duration = Duration::from_mins(1);
    const ONCE: bool = true;
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(4);

    fn unique_key(&self) -> Option<String> {
        Some(format!("{}:{}:{}", self.to, self.digest.as_str(), self.at.timestamp()))
    }

    /// Many are due in the same second; others get their mail meanwhile.
    fn group(&self) -> Option<String> {
        Some(self.digest.as_str().to_owned())
    }
}

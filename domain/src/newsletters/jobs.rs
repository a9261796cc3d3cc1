//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{PostId, SubscriberId},
    jobs::{GroupLimits, Job, QueueName},
    mails::CONVERSATION,
    platform::Settings,
};

/// Mails the link that confirms a subscription.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MailSubscriptionLink {
    /// Who is asked; the address is looked up.
    pub subscriber: SubscriberId,
}

impl Job for MailSubscriptionLink {
    const KIND: &'static str = "newsletters.confirm";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 12;
    const TIMEOUT: Duration = CONVERSATION;
}

/// Mails a post to one subscriber.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MailNewsletter {
    /// The post.
    pub post: PostId,
    /// To whom.
    pub subscriber: SubscriberId,
    /// What was written down of the address when the mail was enqueued; it is given back when none is sent.
    #[serde(default)]
    pub recipient: Option<String>,
}

impl Job for MailNewsletter {
    const KIND: &'static str = "newsletters.mail";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 12;
    const TIMEOUT: Duration = CONVERSATION;
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(4);

    fn unique_key(&self) -> Option<String> {
        Some(format!("{}:{}", self.post, self.subscriber))
    }

    /// All newsletters together: the limit is one of the mail server's patience.
    fn group(&self) -> Option<String> {
        Some("all".to_owned())
    }

    fn group_limits(settings: &Settings) -> GroupLimits {
        Self::GROUP_LIMITS.apart(settings.newsletters.apart())
    }
}

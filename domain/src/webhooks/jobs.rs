//! Payload types.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{WebhookDeliveryId, WebhookId},
    jobs::{GroupLimits, Job, QueueName},
};

/// How many attempts at one webhook run at once, in each of the two queues: what its receiver may be asked, not a share of the slots, which
/// attempts leave while they wait.
const AT_ONCE: u32 = 2;

/// More than an attempt may take, with what is written before and after.
const LONGEST: Duration = Duration::from_mins(1);

/// What went wrong with the receiver is no failure of the job: these are for what went wrong here.
const TRIES: u32 = 10;

/// Makes the next attempt at a delivery, where the last one at its webhook was none that failed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeliverWebhook {
    /// The delivery.
    pub delivery: WebhookDeliveryId,
    /// Its webhook.
    pub webhook: WebhookId,
}

/// Makes the next attempt at a delivery, where there were failures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RetryWebhook {
    /// The delivery.
    pub delivery: WebhookDeliveryId,
    /// Its webhook.
    pub webhook: WebhookId,
}

/// Sends again what a webhook has not got since a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecoverWebhook {
    /// The webhook.
    pub webhook: WebhookId,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Job for DeliverWebhook {
    const KIND: &'static str = "webhooks.deliver";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = TRIES;
    const TIMEOUT: Duration = LONGEST;
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(AT_ONCE);

    fn unique_key(&self) -> Option<String> {
        Some(self.delivery.to_string())
    }

    /// A webhook of which much waits keeps no other one waiting.
    fn group(&self) -> Option<String> {
        Some(self.webhook.to_string())
    }
}

impl Job for RetryWebhook {
    const KIND: &'static str = "webhooks.retry";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = TRIES;
    const TIMEOUT: Duration = LONGEST;
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(AT_ONCE);

    fn unique_key(&self) -> Option<String> {
        Some(self.delivery.to_string())
    }

    fn group(&self) -> Option<String> {
        Some(self.webhook.to_string())
    }
}

impl Job for RecoverWebhook {
    const KIND: &'static str = "webhooks.recover";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(format!("{}:{}", self.webhook, self.since.timestamp_micros()))
    }
}

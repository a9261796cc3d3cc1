//! Payload types.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::UserId,
    jobs::{Job, QueueName},
};

/// Makes a link and mails it, if there is such an account and it needs one. Enqueued for unknown addresses, too, with an
/// id that nobody has, so that a request takes the same steps whether or not there is an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendLink {
    /// For whom.
    pub to: UserId,
    /// For what.
    pub link: Link,
}

/// What a link is for that anybody may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Confirming the mail address of a registration.
    VerifyEmail,
    /// Setting a new password.
    ResetPassword,
}

impl Job for SendLink {
    const KIND: &'static str = "accounts.send_link";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 12;
    const TIMEOUT: Duration = Duration::from_mins(1);
}

/// Erases everything personal of an account that is to go at this time, unless it stays after all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EraseAccount {
    /// The account.
    pub account: UserId,
    /// The time that was set when its owner asked; another wish sets another.
    pub erase_at: DateTime<Utc>,
}

impl Job for EraseAccount {
    const KIND: &'static str = "accounts.erase";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 12;
    const TIMEOUT: Duration = Duration::from_mins(10);

    fn unique_key(&self) -> Option<String> {
        Some(format!("{}:{}", self.account, self.erase_at.timestamp_micros()))
    }
}

//! `[mail]`: how mails leave.

use std::time::Duration;

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::{SecretUrl, duration, faults::Faults};

/// How mails leave.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Sender of every mail, as `Name <address>`.
    pub from: String,
    /// The mail server; empty means files in [`super::Settings::mailbox_dir`].
    pub smtp_url: SecretUrl,
    /// Longest one step of the conversation with the server may take.
    #[serde(with = "duration")]
    pub timeout: Duration,
}

impl Mail {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let sender = self.from.parse::<Mailbox>().is_ok();
        faults.require(sender, "mail.from", "a sender such as \"Presswork <press@example.org>\"", &self.from);
        self.smtp_url.validate("mail.smtp_url", &["smtp", "smtps"], faults);
        faults.lasts("mail.timeout", self.timeout, Duration::from_millis(100)..=Duration::from_mins(5));
    }
}

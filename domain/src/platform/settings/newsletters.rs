//! `[newsletters]`: how posts are mailed to subscribers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Secret, faults::Faults};
use crate::platform::signature::Key;

/// How posts are mailed to subscribers.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Newsletters {
    /// Most newsletters that leave within a minute, all posts together; 0 is as fast as workers can.
    pub mails_per_minute: u32,
    /// The secret with which reports of mails (bounces, complaints) are signed; empty takes none.
    pub mail_events_secret: Secret,
}

impl Newsletters {
    /// How long after one newsletter the next may leave.
    #[must_use]
    pub fn apart(&self) -> Duration {
        let millis = 60_000_u32.checked_div(self.mails_per_minute).unwrap_or_default();
        Duration::from_millis(millis.into())
    }

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        faults.within("newsletters.mails_per_minute", self.mails_per_minute, 0..=60_000);
        if !self.mail_events_secret.is_empty() && Key::parse(self.mail_events_secret.expose()).is_none() {
            faults.refuse(
                "newsletters.mail_events_secret",
                "expected \"whsec_\" and 24 to 64 bytes in base64, as Standard Webhooks has them",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_as_far_apart_as_the_limit_says() {
        let apart = |mails_per_minute| {
            Newsletters { mails_per_minute, mail_events_secret: Secret::new("") }.apart().as_millis()
        };
        assert_eq!([apart(0), apart(1), apart(600), apart(60_000)], [0, 60_000, 100, 1]);
    }
}

//! `[throttle]`: how often one may try what can be guessed or overdone.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// How often one may try what can be guessed or overdone, before each further try has to wait twice as long.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// Wrong passwords for one account from one address.
    pub login_attempts: u32,
    /// Wrong passwords for one account from all addresses that it has not logged in from lately.
    pub account_attempts: u32,
    /// Wrong passwords from one address.
    pub address_attempts: u32,
    /// Registrations from one address.
    pub registrations: u32,
    /// Mails that one address asks to be sent to one mail address; four times as many to all of them together.
    pub mails: u32,
    /// Slugs that a person asks for and that are taken; counted apart, tags that a person names and that only drafts of others carry.
    pub slugs: u32,
    /// Access tokens that a person makes.
    pub access_tokens: u32,
    /// The longest wait.
    #[serde(with = "duration")]
    pub longest_wait: Duration,
}

impl Throttle {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        faults.within("throttle.login_attempts", self.login_attempts, 1..=1_000_000);
        faults.within("throttle.account_attempts", self.account_attempts, 1..=1_000_000);
        faults.within("throttle.address_attempts", self.address_attempts, 1..=1_000_000);
        faults.within("throttle.registrations", self.registrations, 1..=1_000_000);
        faults.within("throttle.mails", self.mails, 1..=1_000_000);
        faults.within("throttle.slugs", self.slugs, 1..=1_000_000);
        faults.within("throttle.access_tokens", self.access_tokens, 1..=1_000_000);
        let (second, hour) = (Duration::from_secs(1), Duration::from_hours(1));
        faults.lasts("throttle.longest_wait", self.longest_wait, second..=hour);
    }
}

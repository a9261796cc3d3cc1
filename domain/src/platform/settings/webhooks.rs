//! `[webhooks]`: how events reach those who want to hear of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// How events reach those who want to hear of them.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// Most endpoints.
    pub max_endpoints: u32,
    /// Longest that one attempt may take, from the look at the name to the end of the answer.
    #[serde(with = "duration")]
    pub timeout: Duration,
    /// How long the former secret signs beside the new one.
    #[serde(with = "duration")]
    pub rotation_overlap: Duration,
    /// An endpoint of which nothing but failures came for so long is disabled.
    #[serde(with = "duration")]
    pub disable_after: Duration,
    /// How long events, and deliveries with their attempts, can be looked up.
    #[serde(with = "duration")]
    pub kept: Duration,
}

impl Webhooks {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let (hour, day) = (Duration::from_hours(1), Duration::from_hours(24));
        faults.within("webhooks.max_endpoints", self.max_endpoints, 1..=1000);
        faults.lasts("webhooks.timeout", self.timeout, Duration::from_millis(100)..=Duration::from_secs(30));
        faults.lasts("webhooks.rotation_overlap", self.rotation_overlap, Duration::ZERO..=day * 31);
        faults.lasts("webhooks.disable_after", self.disable_after, hour..=day * 365);
        // Longer than the attempts of a delivery take, so that none is forgotten before it has ended.
        faults.lasts("webhooks.kept", self.kept, day * 3..=day * 366);
    }
}

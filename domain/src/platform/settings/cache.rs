//! `[cache]`: public answers that are kept.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// Public answers that are kept in the process.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    /// Mebibytes of memory; 0 keeps nothing.
    pub size_mib: u32,
    /// How long an answer is believed at most, although nobody said that it has changed.
    #[serde(with = "duration")]
    pub ttl: Duration,
}

impl Cache {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        faults.within("cache.size_mib", self.size_mib, 0..=65_536);
        faults.lasts("cache.ttl", self.ttl, Duration::from_millis(100)..=Duration::from_hours(1));
    }
}

//! `[exports]`: what people and admins take along.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// What people and admins take along.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Exports {
    /// How long the file of an export is kept.
    #[serde(with = "duration")]
    pub kept: Duration,
    /// How long an address is good by which a file is downloaded.
    #[serde(with = "duration")]
    pub link_ttl: Duration,
    /// Exports of one person that are kept at a time.
    pub max_per_person: u32,
}

impl Exports {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let (minute, day) = (Duration::from_mins(1), Duration::from_hours(24));
        faults.lasts("exports.kept", self.kept, minute..=day * 31);
        faults.lasts("exports.link_ttl", self.link_ttl, minute..=day);
        faults.within("exports.max_per_person", self.max_per_person, 1..=1000);
    }
}

//! `[imports]`: what admins take in.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// What admins take in.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Imports {
    /// Largest archive, in bytes.
    pub max_bytes: u64,
    /// How long an archive is kept after the last thing that was done with it.
    #[serde(with = "duration")]
    pub kept: Duration,
    /// Longest that fetching one picture of the site that an archive comes from may take.
    #[serde(with = "duration")]
    pub picture_timeout: Duration,
}

impl Imports {
    /// The largest archive that an operator can allow, in bytes.
    pub const MAX_BYTES: u64 = 1 << 40;

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        faults.within("imports.max_bytes", self.max_bytes, 1024..=Self::MAX_BYTES);
        let hour = Duration::from_hours(1);
        faults.lasts("imports.kept", self.kept, hour..=hour * 24 * 31);
        let second = Duration::from_secs(1);
        faults.lasts("imports.picture_timeout", self.picture_timeout, second..=second * 300);
    }
}

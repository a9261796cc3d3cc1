//! `[notifications]`: what people are told of what others do.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// What people are told of what others do.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Notifications {
    /// How long what was read is kept.
    #[serde(with = "duration")]
    pub read_kept: Duration,
    /// How long what nobody has read is kept.
    #[serde(with = "duration")]
    pub unread_kept: Duration,
}

impl Notifications {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let (day, ten_years) = (Duration::from_hours(24), Duration::from_hours(24 * 3660));
        faults.lasts("notifications.read_kept", self.read_kept, day..=ten_years);
        faults.lasts("notifications.unread_kept", self.unread_kept, day..=ten_years);
    }
}

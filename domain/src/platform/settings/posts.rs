//! `[posts]`: how long what people write is kept apart.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// How long what people write is kept apart.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Posts {
    /// Autosaves of one person within this time are one revision.
    #[serde(with = "duration")]
    pub autosave_window: Duration,
    /// How long a deleted post can be restored.
    #[serde(with = "duration")]
    pub deleted_kept: Duration,
}

impl Posts {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let (hour, ten_years) = (Duration::from_hours(1), Duration::from_hours(24 * 3660));
        faults.lasts("posts.autosave_window", self.autosave_window, Duration::ZERO..=Duration::from_hours(24));
        faults.lasts("posts.deleted_kept", self.deleted_kept, hour..=ten_years);
    }
}

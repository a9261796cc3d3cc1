//! `[budget]`: what callers may use up.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// What callers may use up; the operations of both faces are paid from the same budget.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Points of a person, or of an access token.
    pub points: u32,
    /// Points of an address from which nobody has logged in.
    pub anonymous_points: u32,
    /// The time in which an empty budget fills up.
    #[serde(with = "duration")]
    pub window: Duration,
}

impl Budget {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        // The most expensive request of REST costs 21.
        faults.within("budget.points", self.points, 30..=1_000_000);
        faults.within("budget.anonymous_points", self.anonymous_points, 30..=1_000_000);
        faults.lasts("budget.window", self.window, Duration::from_secs(1)..=Duration::from_hours(24));
    }
}

//! Reading values, and saying what was expected.

use chrono::{DateTime, Utc};
use presswork_domain::{
    audit::Anchor,
    jobs::{JobState, QueueName},
};

pub(super) fn state(name: &str) -> Result<JobState, String> {
    name.parse().map_err(|_| {
        "scheduled, queued, held, waiting, running, succeeded, dead, cancelled, parked or unknown".to_owned()
    })
}

pub(super) fn time(text: &str) -> Result<DateTime<Utc>, String> {
    text.parse().map_err(|_: chrono::ParseError| {
        "a time as RFC 3339 has it, with its offset, such as 2026-11-24T00:00:00Z or 2026-11-24T01:00:00+01:00"
            .to_owned()
    })
}

pub(super) fn anchor(text: &str) -> Result<Anchor, String> {
    text.parse().map_err(|error: presswork_domain::Error| error.detail())
}

pub(super) fn queue(name: &str) -> Result<QueueName, String> {
    name.trim().parse().map_err(|error: presswork_domain::Error| error.detail())
}

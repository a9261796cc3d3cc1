//! Groups: jobs of a kind that share something that must not be overrun, such as a receiver or a person's patience. So many
//! of them run at once and so far apart they begin; the rest is held back, in order, and takes no place in the queue. So a
//! group with a hundred thousand jobs delays nobody else's.
//!
//! Whoever ends jobs of a group lets the next ones in ([`super::ledger::admit`]); what nobody saw, the sweeper does.

use std::time::Duration;

/// What a job becomes whose time has come, in SQL.
pub(super) const DUE: &str = "CASE WHEN group_key IS NULL THEN 'queued' ELSE 'held' END";

/// How many jobs of a group run at once, in the whole cluster, and how far apart they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupLimits {
    /// How many are queued or running at most.
    pub at_once: u32,
    /// How long after one the next is let in, in whole milliseconds; no wait when zero. Where workers are busy, jobs may begin
    /// closer together than they were let in; never more than `at_once`.
    pub apart: Duration,
}

impl GroupLimits {
    /// Some at once, without a pause in between.
    #[must_use]
    pub const fn at_once(jobs: u32) -> Self {
        Self { at_once: jobs, apart: Duration::ZERO }
    }

    /// The same with a pause between their beginnings.
    #[must_use]
    pub const fn apart(self, apart: Duration) -> Self {
        Self { apart, ..self }
    }
}

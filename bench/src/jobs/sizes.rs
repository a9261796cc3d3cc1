//! How much is measured. The full sizes take about five minutes on two cores.

use std::time::Duration;

/// How much is measured.
pub(crate) struct Sizes {
    /// How often each pair of figure and ceiling is measured; the median counts.
    pub repetitions: usize,
    /// Connections that enqueue one by one.
    pub connections: usize,
    /// How long they do.
    pub enqueuing: Duration,
    /// Jobs that a worker process drains.
    pub drained: usize,
    /// Jobs enqueued in bulk, then the backlog.
    pub backlog: usize,
    /// Jobs of one transaction of these.
    pub bulk: usize,
    /// Jobs whose pick-up is timed.
    pub pickups: u64,
    /// The pause between them.
    pub pause: Duration,
    /// How long an idle worker is watched.
    pub idle: Duration,
    /// Requests to Redis for a ceiling.
    pub requests: usize,
}

impl Sizes {
    pub(crate) const FULL: Self = Self {
        repetitions: 3,
        connections: 8,
        enqueuing: Duration::from_secs(3),
        drained: 60_000,
        backlog: 1_000_000,
        bulk: 10_000,
        pickups: 500,
        pause: Duration::from_millis(15),
        idle: Duration::from_secs(10),
        requests: 100_000,
    };

    pub(crate) const TINY: Self = Self {
        repetitions: 1,
        connections: 2,
        enqueuing: Duration::from_millis(200),
        drained: 1_024,
        backlog: 2_000,
        bulk: 500,
        pickups: 10,
        pause: Duration::from_millis(5),
        idle: Duration::from_millis(300),
        requests: 1_000,
    };
}

//! What a process counts of jobs.

use std::time::Duration;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::{Counts, Tally};
use crate::jobs::QueueName;

/// Pick-up: the promises are 3 ms and 250 ms, a backlog takes minutes.
const WAITS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0];
/// Jobs run from less than a millisecond to an hour.
const RUNS: [f64; 13] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 60.0, 300.0, 1800.0];
/// From a commit to Redis.
const LAGS: [f64; 9] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0];

/// The outcome of an attempt whose worker died.
const LOST: &str = "lost";

type Histograms<L> = Family<L, Histogram, fn() -> Histogram>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Queue {
    queue: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    kind: String,
    outcome: &'static str,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Done.
    Succeeded,
    /// Failed; another attempt follows.
    Retried,
    /// Failed for good.
    Dead,
    /// Called off.
    Cancelled,
    /// This release can't read it.
    Parked,
}

/// What a process counts of jobs.
pub struct JobMetrics {
    /// What is not yet in the history.
    pub tally: Tally,
    enqueued: Family<Queue, Counter>,
    attempts: Family<Outcome, Counter>,
    durations: Histograms<Kind>,
    waits: Histograms<Queue>,
    lags: Histogram,
    rescued: Counter,
    swept: Family<Queue, Counter>,
}

impl JobMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let of = Self {
            tally: Tally::default(),
            enqueued: Family::default(),
            attempts: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(RUNS)),
            waits: Family::new_with_constructor(|| Histogram::new(WAITS)),
            lags: Histogram::new(LAGS),
            rescued: Counter::default(),
            swept: Family::default(),
        };
        for queue in QueueName::ALL {
            // What never happened is 0, not missing: a rate needs a first value.
            drop((of.enqueued.get_or_create(&label(queue)), of.swept.get_or_create(&label(queue))));
        }
        registry.register("jobs_enqueued", "Jobs enqueued by this process", of.enqueued.clone());
        registry.register("job_attempts", "Attempts that ended in this process, by outcome", of.attempts.clone());
        let help = "How long an attempt ran";
        registry.register_with_unit("job_duration", help, Unit::Seconds, of.durations.clone());
        let help = "From the moment a job was due to the start of its handler";
        registry.register_with_unit("job_pickup", help, Unit::Seconds, of.waits.clone());
        let help = "From a commit to the moment Redis has the ids of its jobs";
        registry.register_with_unit("dispatch_lag", help, Unit::Seconds, of.lags.clone());
        registry.register("leases_rescued", "Jobs taken back from a worker that died", of.rescued.clone());
        registry.register("jobs_swept", "Due jobs that the queue had not been told or had lost", of.swept.clone());
        of
    }

    /// This process runs jobs of this kind: none has died yet. An alert on the first that does needs to see that.
    pub fn known(&self, kind: &str) {
        for outcome in [Ended::Dead.as_str(), LOST] {
            drop(self.attempts.get_or_create(&Outcome { kind: kind.to_owned(), outcome }));
        }
    }

    /// Jobs were enqueued, and their transaction has committed.
    pub fn enqueued(&self, queue: QueueName, count: u64) {
        self.enqueued.get_or_create(&label(queue)).inc_by(count);
        self.tally.add(queue, Counts { enqueued: count, ..Counts::default() });
    }

    /// An attempt begins, so long after the job was due.
    pub fn started(&self, queue: QueueName, waited: Duration) {
        self.waits.get_or_create(&label(queue)).observe(waited.as_secs_f64());
        self.tally.add(queue, Counts { started: 1, ..Counts::default() });
    }

    /// An attempt has ended. The kind is one that this release knows, or `unknown`.
    pub fn ended(&self, queue: QueueName, kind: &str, ended: Ended, took: Duration) {
        let outcome = Outcome { kind: kind.to_owned(), outcome: ended.as_str() };
        self.attempts.get_or_create(&outcome).inc();
        self.durations.get_or_create(&Kind { kind: outcome.kind }).observe(took.as_secs_f64());
        let mut counts = Counts::default();
        match ended {
            Ended::Succeeded => counts.succeeded = 1,
            Ended::Retried | Ended::Dead => counts.failed = 1,
            Ended::Cancelled | Ended::Parked => return,
        }
        self.tally.add(queue, counts);
    }

    /// An attempt has ended with its worker, which may have been any process; how long it took nobody knows. The queue is
    /// missing when this release does not know it.
    pub fn lost(&self, queue: Option<QueueName>, kind: &str) {
        self.attempts.get_or_create(&Outcome { kind: kind.to_owned(), outcome: LOST }).inc();
        if let Some(queue) = queue {
            self.tally.add(queue, Counts { failed: 1, ..Counts::default() });
        }
    }

    /// Redis has been told of jobs, so long after the commit.
    pub fn dispatched(&self, lag: Duration) {
        self.lags.observe(lag.as_secs_f64());
    }

    /// Jobs were taken back from a worker that died.
    pub fn rescued(&self, count: u64) {
        self.rescued.inc_by(count);
    }

    /// The sweeper told the queue of jobs that it did not know.
    pub fn swept(&self, queue: QueueName, count: u64) {
        self.swept.get_or_create(&label(queue)).inc_by(count);
    }
}

impl Ended {
    /// Its name in metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Retried => "retried",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
            Self::Parked => "parked",
        }
    }
}

const fn label(queue: QueueName) -> Queue {
    Queue { queue: queue.as_str() }
}

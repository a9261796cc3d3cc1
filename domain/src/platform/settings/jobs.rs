//! `[jobs]`: how a worker process runs jobs. The figures are those of the promises in `docs/JOBS.md`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{duration, faults::Faults};
use crate::jobs::QueueName;

/// How a worker process runs jobs.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// Queues that this process serves; each at most once.
    #[serde(deserialize_with = "queues", serialize_with = "names")]
    pub queues: Vec<QueueName>,
    /// Jobs of one queue that run at the same time.
    pub concurrency: usize,
    /// A job not heard of for so long is given to another worker.
    #[serde(with = "duration")]
    pub lease: Duration,
    /// How often leases are renewed.
    #[serde(with = "duration")]
    pub heartbeat: Duration,
    /// How often due jobs that the queue doesn't know are looked for.
    #[serde(with = "duration")]
    pub sweep_interval: Duration,
    /// Time that running jobs get after SIGTERM.
    #[serde(with = "duration")]
    pub shutdown_grace: Duration,
    /// How long finished jobs can be looked up.
    pub retention: Retention,
}

/// How long finished jobs can be looked up.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Succeeded jobs.
    #[serde(with = "duration")]
    pub succeeded: Duration,
    /// Cancelled jobs, which can also be retried for so long.
    #[serde(with = "duration")]
    pub cancelled: Duration,
    /// Dead jobs, which can also be retried for so long.
    #[serde(with = "duration")]
    pub dead: Duration,
}

impl Jobs {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let mut once = self.queues.clone();
        once.sort_unstable();
        once.dedup();
        let each_once = !once.is_empty() && once.len() == self.queues.len();
        let names: Vec<_> = self.queues.iter().map(|queue| queue.as_str()).collect();
        faults.require(each_once, "jobs.queues", "at least one queue, each once", &names);
        faults.within("jobs.concurrency", self.concurrency, 1..=1024);
        let (tenth, second, hour) = (Duration::from_millis(100), Duration::from_secs(1), Duration::from_hours(1));
        faults.lasts("jobs.lease", self.lease, second..=hour);
        // Two renewals fit in a lease, so that one that fails costs nothing.
        faults.lasts("jobs.heartbeat", self.heartbeat, tenth..=(self.lease / 2).max(tenth));
        faults.lasts("jobs.sweep_interval", self.sweep_interval, tenth..=hour);
        faults.lasts("jobs.shutdown_grace", self.shutdown_grace, Duration::ZERO..=hour);
        let ten_years = Duration::from_hours(24 * 3660);
        faults.lasts("jobs.retention.succeeded", self.retention.succeeded, hour..=ten_years);
        faults.lasts("jobs.retention.cancelled", self.retention.cancelled, hour..=ten_years);
        faults.lasts("jobs.retention.dead", self.retention.dead, hour..=ten_years);
    }
}

fn queues<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<QueueName>, D::Error> {
    let refusal = |name: &String| format!("expected interactive, standard or bulk, found {name:?}");
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().map(|name| name.parse().map_err(|_| D::Error::custom(refusal(name)))).collect()
}

fn names<S: Serializer>(queues: &[QueueName], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(queues.iter().map(|queue| queue.as_str()))
}

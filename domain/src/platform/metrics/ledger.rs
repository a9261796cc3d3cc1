//! What is in the ledger, as it was at the last look; and the connections of this process to it.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::Instant,
};

use crate::{jobs::QueueName, platform::db::Connections};

type Seconds = Gauge<f64, AtomicU64>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Queue {
    queue: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct QueueState {
    queue: &'static str,
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct State {
    state: &'static str,
}

/// What is in the ledger.
pub struct LedgerMetrics {
    up: Gauge,
    jobs: Family<QueueState, Gauge>,
    oldest: Family<Queue, Seconds>,
    paused: Family<Queue, Gauge>,
    workers: Family<State, Gauge>,
    connections: Family<State, Gauge>,
    connections_max: Gauge,
    looked_at: Mutex<Option<Instant>>,
}

impl LedgerMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let of = Self {
            up: Gauge::default(),
            jobs: Family::default(),
            oldest: Family::default(),
            paused: Family::default(),
            workers: Family::default(),
            connections: Family::default(),
            connections_max: Gauge::default(),
            looked_at: Mutex::default(),
        };
        registry.register("ledger_up", "Whether the database told what is in the ledger", of.up.clone());
        let help = "Jobs of a queue that wait, run or need attention; the same in every process";
        registry.register("queue_jobs", help, of.jobs.clone());
        let help = "How long the longest due job of a queue has waited; the same in every process";
        registry.register_with_unit("queue_oldest_due_age", help, Unit::Seconds, of.oldest.clone());
        registry.register("queue_paused", "Whether nothing is picked up from a queue", of.paused.clone());
        registry.register("workers", "Worker processes heard of within a minute", of.workers.clone());
        let help = "Connections of this process to the database";
        registry.register("db_connections", help, of.connections.clone());
        registry.register("db_connections_max", "Most of them it may open", of.connections_max.clone());
        of
    }

    /// When the ledger was last looked at. Who holds this looks, everybody else waits for what that brings.
    pub async fn turn(&self) -> MutexGuard<'_, Option<Instant>> {
        self.looked_at.lock().await
    }

    /// Jobs of a queue in a state.
    pub fn jobs(&self, queue: QueueName, state: &'static str, count: i64) {
        self.jobs.get_or_create(&QueueState { queue: queue.as_str(), state }).set(count);
    }

    /// Since how many seconds the longest due job waits.
    pub fn oldest_due(&self, queue: QueueName, seconds: f64) {
        self.oldest.get_or_create(&Queue { queue: queue.as_str() }).set(seconds);
    }

    /// Whether a queue is paused.
    pub fn paused(&self, queue: QueueName, paused: bool) {
        self.paused.get_or_create(&Queue { queue: queue.as_str() }).set(paused.into());
    }

    /// Worker processes that take jobs, and those that drain.
    pub fn workers(&self, active: i64, draining: i64) {
        self.workers.get_or_create(&State { state: "active" }).set(active);
        self.workers.get_or_create(&State { state: "draining" }).set(draining);
        self.up.set(1);
    }

    /// The database did not tell. What is not known must not look like what was.
    pub fn unknown(&self) {
        self.jobs.clear();
        self.oldest.clear();
        self.paused.clear();
        self.workers.clear();
        self.up.set(0);
    }

    /// The connections of this process.
    pub fn connections(&self, now: Connections) {
        self.connections.get_or_create(&State { state: "idle" }).set(now.idle.into());
        self.connections.get_or_create(&State { state: "used" }).set(now.open.saturating_sub(now.idle).into());
        self.connections_max.set(now.max.into());
    }
}

//! The jobs of the measurements: they do nothing, or tell when they began.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use presswork_domain::jobs::{Job, QueueName};
use presswork_worker::Registry;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Does nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Noop {}

/// Does nothing, when there is time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Heap {}

/// Tells when it began.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stamp {
    pub number: u64,
}

impl Job for Noop {
    const KIND: &'static str = "bench.noop";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_mins(1);
}

impl Job for Heap {
    const KIND: &'static str = "bench.heap";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_mins(1);
}

impl Job for Stamp {
    const KIND: &'static str = "bench.stamp";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_mins(1);
}

/// The handlers; a stamp's number and the moment of its start go to `started`.
pub(crate) fn registry(started: impl Fn(u64, DateTime<Utc>) + Send + Sync + 'static) -> Registry {
    let started = Arc::new(started);
    Registry::default()
        .with::<Noop, _>(async |_, _| Ok(Value::Null))
        .with::<Heap, _>(async |_, _| Ok(Value::Null))
        .with::<Stamp, _>(move |run, stamp| {
            started(stamp.number, run.cx.deps.clock.now());
            async { Ok(Value::Null) }
        })
}

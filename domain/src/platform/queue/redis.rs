//! The Redis queue: one list of ids per queue, pushed in batches by a pump of its own so that no request waits for Redis,
//! popped in batches by `BLMPOP` (Redis 7 or newer) so that no worker polls.

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use redis::{
    AsyncConnectionConfig, Client,
    aio::{ConnectionManager, ConnectionManagerConfig, MultiplexedConnection},
};
use tokio::sync::{Mutex, mpsc, oneshot};

use super::{Dispatch, Queue, Wake};
use crate::{
    Error, Result,
    ids::JobId,
    jobs::QueueName,
    platform::{settings::Settings, task},
};

/// How many ids one push carries at most.
const BATCH: usize = 500;
/// What may be on its way to Redis; beyond it the sweeper delivers instead.
const PUMP_CAPACITY: usize = 10_000;

enum Parcel {
    Last(Dispatch),
    First(Dispatch),
    Flush(oneshot::Sender<()>),
}

/// Ids of due jobs in Redis lists.
pub struct RedisQueue {
    client: Client,
    prefix: Arc<str>,
    response_timeout: Duration,
    connect_timeout: Duration,
    shared: ConnectionManager,
    waiting: Mutex<HashMap<QueueName, MultiplexedConnection>>,
    pump: mpsc::Sender<Parcel>,
}

impl RedisQueue {
    /// Prepares the connections; Redis need not be there yet.
    ///
    /// # Errors
    /// `internal` when the address can't be parsed.
    pub fn new(settings: &Settings) -> Result<Self> {
        let client = Client::open(settings.redis.url.expose()).map_err(Error::internal)?;
        let (response_timeout, connect_timeout) = (settings.redis.response_timeout, settings.redis.connect_timeout);
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(response_timeout))
            .set_connection_timeout(Some(connect_timeout))
            .set_number_of_retries(1);
        let shared = ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(Error::internal)?;
        let prefix: Arc<str> = settings.redis.prefix.as_str().into();
        let (pump, parcels) = mpsc::channel(PUMP_CAPACITY);
        task::spawn("redis pump", pump_ids(parcels, shared.clone(), Arc::clone(&prefix)));
        Ok(Self { client, prefix, response_timeout, connect_timeout, shared, waiting: Mutex::default(), pump })
    }

    fn send(&self, parcels: impl Iterator<Item = Parcel>) {
        for parcel in parcels {
            if self.pump.try_send(parcel).is_err() {
                return; // Full or shutting down: the sweeper delivers what is left.
            }
        }
    }

    /// Blocking commands need a connection of their own, with no answer timeout shorter than the patience. It is taken out
    /// while it waits: a wait that fails or is dropped closes it, so that no pop goes on for nobody.
    async fn blocking(&self, queue: QueueName, patience: Duration) -> Result<MultiplexedConnection> {
        if let Some(open) = self.waiting.lock().await.remove(&queue) {
            return Ok(open);
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.connect_timeout))
            .set_response_timeout(Some(patience + self.response_timeout));
        self.client.get_multiplexed_async_connection_with_config(&config).await.map_err(away)
    }
}

#[async_trait]
impl Queue for RedisQueue {
    fn dispatch(&self, jobs: &[Dispatch]) {
        self.send(jobs.iter().copied().map(Parcel::Last));
    }

    fn dispatch_first(&self, jobs: &[Dispatch]) {
        self.send(jobs.iter().rev().copied().map(Parcel::First));
    }

    async fn wait(&self, queue: QueueName, max: usize, patience: Duration) -> Result<Wake> {
        let mut connection = self.blocking(queue, patience).await?;
        let popped: redis::RedisResult<Option<(String, Vec<String>)>> = redis::cmd("BLMPOP")
            .arg(patience.as_secs_f64())
            .arg(1)
            .arg(list(&self.prefix, queue))
            .arg("RIGHT")
            .arg("COUNT")
            .arg(max)
            .query_async(&mut connection)
            .await;
        let ids = popped.map_err(away)?.map(|(_, ids)| ids).unwrap_or_default();
        self.waiting.lock().await.insert(queue, connection);
        let ids: Vec<JobId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        Ok(if ids.is_empty() { Wake::Look } else { Wake::Ids(ids) })
    }

    async fn next(&self, queue: QueueName) -> Result<Option<Option<JobId>>> {
        let mut connection = self.shared.clone();
        let next: Option<String> = redis::cmd("LINDEX")
            .arg(list(&self.prefix, queue))
            .arg(-1)
            .query_async(&mut connection)
            .await
            .map_err(away)?;
        Ok(Some(next.and_then(|id| id.parse().ok())))
    }

    async fn ping(&self) -> Result<()> {
        let mut connection = self.shared.clone();
        redis::cmd("PING").query_async::<()>(&mut connection).await.map_err(away)
    }

    async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        if self.pump.send(Parcel::Flush(done)).await.is_ok() {
            // A Redis that is away must not hold up the shutdown; the sweeper delivers instead.
            let _ = tokio::time::timeout(Duration::from_secs(1), flushed).await;
        }
    }
}

fn list(prefix: &str, queue: QueueName) -> String {
    format!("{prefix}:queue:{queue}")
}

fn away(error: redis::RedisError) -> Error {
    Error::unavailable("redis", error)
}

/// Pushes what arrives, many ids in one round trip. A failed push is dropped: the sweeper finds its jobs in the ledger.
async fn pump_ids(mut parcels: mpsc::Receiver<Parcel>, mut connection: ConnectionManager, prefix: Arc<str>) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut healthy = true;
    while parcels.recv_many(&mut batch, BATCH).await > 0 {
        let mut pipeline = redis::pipe();
        let mut flushes = Vec::new();
        for parcel in batch.drain(..) {
            match parcel {
                Parcel::Last(job) => pipeline.lpush(list(&prefix, job.queue), job.id.to_string()).ignore(),
                Parcel::First(job) => pipeline.rpush(list(&prefix, job.queue), job.id.to_string()).ignore(),
                Parcel::Flush(done) => {
                    flushes.push(done);
                    &mut pipeline
                }
            };
        }
        let pushed = if pipeline.is_empty() { Ok(()) } else { pipeline.query_async::<()>(&mut connection).await };
        if let Err(error) = &pushed
            && healthy
        {
            tracing::warn!(%error, "Redis is away; jobs go on from the database");
        }
        healthy = pushed.is_ok();
        for done in flushes {
            let _ = done.send(());
        }
    }
}

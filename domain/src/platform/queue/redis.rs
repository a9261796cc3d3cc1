//! The Redis queue: one list of ids per queue, pushed in batches by a pump of its own so that no request waits for Redis,
//! popped in batches by `BLMPOP` (Redis 7 or newer) so that no worker polls.

use std::{collections::HashMap, future::pending, sync::Arc, time::Duration};

use async_trait::async_trait;
use redis::{
    AsyncConnectionConfig, Client, ErrorKind, Pipeline, ServerErrorKind,
    aio::{ConnectionManager, ConnectionManagerConfig, MultiplexedConnection},
};
use tokio::{
    sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    time::Instant,
};

use super::{Dispatch, Queue, Wake};
use crate::{
    Error, Result,
    ids::JobId,
    jobs::QueueName,
    platform::{
        metrics::Metrics,
        outage::{Outage, Use},
        redis_client::redis_client,
        settings::Settings,
        task,
    },
};

/// How many ids one push carries at most.
const BATCH: usize = 500;
/// How many pushes one round trip carries at most.
const PIPELINE: usize = 16;
/// How many ids may be on their way to Redis; beyond it the sweeper delivers instead. About 10 MB.
const PUMP_CAPACITY: usize = 200_000;
/// How long a ping waits: one that hangs gives no error for many seconds.
const PING: Duration = Duration::from_secs(1);

enum Parcel {
    /// At most [`BATCH`] jobs of one queue, with their share of the capacity.
    Ids {
        end: End,
        queue: QueueName,
        ids: Vec<JobId>,
        since: Instant,
        room: OwnedSemaphorePermit,
    },
    Flush(oneshot::Sender<()>),
}

/// Where ids are put: workers take from the right.
#[derive(Clone, Copy)]
enum End {
    Last,
    First,
}

/// Ids of due jobs in Redis lists.
pub struct RedisQueue {
    client: Client,
    prefix: Arc<str>,
    response_timeout: Duration,
    connect_timeout: Duration,
    shared: ConnectionManager,
    waiting: Mutex<HashMap<QueueName, MultiplexedConnection>>,
    pump: mpsc::UnboundedSender<Parcel>,
    room: Arc<Semaphore>,
    outage: Arc<Outage>,
}

impl RedisQueue {
    /// Prepares the connections; Redis need not be there yet.
    ///
    /// # Errors
    /// `internal` when the address can't be parsed.
    pub fn new(settings: &Settings, metrics: &Arc<Metrics>) -> Result<Self> {
        let client = redis_client(settings)?;
        let (response_timeout, connect_timeout) = (settings.redis.response_timeout, settings.redis.connect_timeout);
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(response_timeout))
            .set_connection_timeout(Some(connect_timeout))
            .set_number_of_retries(1);
        let shared = ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(Error::internal)?;
        let prefix: Arc<str> = settings.redis.prefix.as_str().into();
        let (pump, parcels) = mpsc::unbounded_channel();
        let outage = Arc::new(Outage::new("Redis", "jobs go on from the database"));
        let pumping = Pump {
            connection: shared.clone(),
            prefix: Arc::clone(&prefix),
            metrics: Arc::clone(metrics),
            outage: Arc::clone(&outage),
        };
        task::spawn("redis pump", pumping.run(parcels));
        let (waiting, room) = (Mutex::default(), Arc::new(Semaphore::new(PUMP_CAPACITY)));
        Ok(Self { client, prefix, response_timeout, connect_timeout, shared, waiting, pump, room, outage })
    }

    fn send(&self, end: End, jobs: &[Dispatch]) {
        for jobs in jobs.chunk_by(|one, next| one.queue == next.queue).flat_map(|jobs| jobs.chunks(BATCH)) {
            let count = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
            let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(count) else {
                return; // Full: the sweeper delivers what is left.
            };
            let ids = jobs.iter().map(|job| job.id).collect();
            let Some(queue) = jobs.first().map(|job| job.queue) else { continue };
            // Nobody listens while the process ends; the sweeper of another delivers.
            let _ = self.pump.send(Parcel::Ids { end, queue, ids, since: Instant::now(), room });
        }
    }

    /// Blocking commands need a connection of their own. It has no answer timeout: how long an answer may take differs from
    /// one wait to the next, and nothing to read is no outage. It is taken out while it waits: a wait that fails or is dropped
    /// closes it, so that no pop goes on for nobody.
    async fn blocking(&self, queue: QueueName) -> Result<MultiplexedConnection> {
        if let Some(open) = self.waiting.lock().await.remove(&queue) {
            return Ok(open);
        }
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(self.connect_timeout)).set_response_timeout(None);
        self.client.get_multiplexed_async_connection_with_config(&config).await.map_err(away)
    }

    async fn pop(&self, queue: QueueName, max: usize, patience: Duration) -> Result<Vec<JobId>> {
        let mut connection = self.blocking(queue).await?;
        let mut pop = if patience.is_zero() { redis::cmd("LMPOP") } else { redis::cmd("BLMPOP") };
        if !patience.is_zero() {
            pop.arg(patience.as_secs_f64());
        }
        pop.arg(1).arg(list(&self.prefix, queue)).arg("RIGHT").arg("COUNT").arg(max);
        let asked = pop.query_async::<Option<(String, Vec<String>)>>(&mut connection);
        let popped = tokio::time::timeout(patience + self.response_timeout, asked).await;
        let popped = popped.map_err(|_| Error::unavailable("redis", "no answer in time"))?;
        let ids = popped.map_err(away)?.map(|(_, ids)| ids).unwrap_or_default();
        self.waiting.lock().await.insert(queue, connection);
        Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
    }
}

#[async_trait]
impl Queue for RedisQueue {
    fn dispatch(&self, jobs: &[Dispatch]) {
        self.send(End::Last, jobs);
    }

    fn dispatch_first(&self, jobs: &[Dispatch]) {
        let backwards: Vec<_> = jobs.iter().rev().copied().collect();
        self.send(End::First, &backwards);
    }

    /// A worker that takes an id before its time looks when that is.
    fn dispatch_soon(&self, jobs: &[Dispatch]) {
        self.dispatch_first(jobs);
    }

    async fn appointment(&self) {
        pending::<()>().await;
    }

    async fn wait(&self, queue: QueueName, max: usize, patience: Duration) -> Result<Wake> {
        let ids = self.outage.heard(Use::Waiting, self.pop(queue, max, patience).await)?;
        Ok(if ids.is_empty() { Wake::Look } else { Wake::Ids(ids) })
    }

    async fn next(&self, queue: QueueName) -> Result<Option<Option<JobId>>> {
        let mut connection = self.shared.clone();
        let next = redis::cmd("LINDEX")
            .arg(list(&self.prefix, queue))
            .arg(-1)
            .query_async::<Option<String>>(&mut connection)
            .await
            .map_err(away);
        let next = self.outage.heard(Use::Asking, next)?;
        Ok(Some(next.and_then(|id| id.parse().ok())))
    }

    fn takes(&self) -> bool {
        !self.outage.fails(Use::Giving)
    }

    async fn ping(&self) -> Result<()> {
        let mut connection = self.shared.clone();
        let asked = tokio::time::timeout(PING, redis::cmd("PING").query_async::<()>(&mut connection)).await;
        let answer = match asked {
            Ok(answer) => answer.map_err(away),
            Err(_) => Err(Error::unavailable("redis", "no answer within a second")),
        };
        self.outage.heard(Use::Asking, answer)
    }

    async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        if self.pump.send(Parcel::Flush(done)).is_ok() {
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

/// What a push that failed was needed for: one that Redis has refused says nothing about whether it answers.
fn refused(error: &redis::RedisError) -> Use {
    let answered = matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension);
    let begins = matches!(error.kind(), ErrorKind::Server(ServerErrorKind::BusyLoading));
    if answered && !begins { Use::Giving } else { Use::Asking }
}

/// Pushes what arrives, many ids in one round trip. A failed push is dropped: the sweeper finds its jobs in the ledger.
struct Pump {
    connection: ConnectionManager,
    prefix: Arc<str>,
    metrics: Arc<Metrics>,
    outage: Arc<Outage>,
}

impl Pump {
    async fn run(mut self, mut parcels: mpsc::UnboundedReceiver<Parcel>) {
        let mut batch = Vec::with_capacity(PIPELINE);
        while parcels.recv_many(&mut batch, PIPELINE).await > 0 {
            let mut pipeline = redis::pipe();
            let (mut flushes, mut rooms, mut oldest) = (Vec::new(), Vec::new(), None);
            for parcel in batch.drain(..) {
                match parcel {
                    Parcel::Ids { end, queue, ids, since, room } => {
                        oldest.get_or_insert(since);
                        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
                        let list = list(&self.prefix, queue);
                        match end {
                            End::Last => pipeline.lpush(list, ids).ignore(),
                            End::First => pipeline.rpush(list, ids).ignore(),
                        };
                        rooms.push(room);
                    }
                    Parcel::Flush(done) => flushes.push(done),
                }
            }
            if let Some(since) = oldest {
                self.push(&pipeline, since).await;
            }
            drop(rooms);
            for done in flushes {
                let _ = done.send(());
            }
        }
    }

    async fn push(&mut self, pipeline: &Pipeline, since: Instant) {
        match pipeline.query_async::<()>(&mut self.connection).await {
            Ok(()) => {
                self.outage.served(Use::Asking);
                self.outage.served(Use::Giving);
                self.metrics.jobs.dispatched(since.elapsed());
            }
            Err(error) => self.outage.failed(refused(&error), &away(error)),
        }
    }
}

//! Telling: a task of its own sends what was published, many signals in one round trip, so that no commit waits for Redis.

use std::{
    collections::{BTreeSet, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use redis::{Pipeline, aio::ConnectionManager};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::{LOST, WRITTEN, log, redis_channel};
use crate::platform::{events::Signal, freshness::Mark, settings::Settings, task};

/// How many signals one round trip carries at most.
const BATCH: usize = 1_000;
/// What may be on its way to Redis. Beyond it signals are lost, and everybody is told so.
const CAPACITY: usize = 20_000;

/// Appends to the log and tells, in one step. KEYS: the log. ARGV: its length, the channel's name, the words, the Redis
/// channel.
const HAPPEN: &str = "local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'c', ARGV[2], 'd', ARGV[3]) \
                      redis.call('PUBLISH', ARGV[4], id .. ' ' .. ARGV[3])";

enum Parcel {
    Signal(Signal),
    Flush(oneshot::Sender<()>),
}

/// The way in.
pub(super) struct Pump {
    parcels: mpsc::Sender<Parcel>,
    lost: Arc<AtomicBool>,
}

impl Pump {
    pub(super) fn start(connection: ConnectionManager, settings: &Settings) -> Self {
        let (parcels, waiting) = mpsc::channel(CAPACITY);
        let lost = Arc::new(AtomicBool::new(false));
        let prefix = settings.redis.prefix.clone();
        let teller = Teller { connection, log: log::key(&prefix), prefix, length: settings.realtime.log };
        task::spawn("events pump", teller.run(waiting, Arc::clone(&lost)));
        Self { parcels, lost }
    }

    pub(super) fn send(&self, signals: Vec<Signal>) {
        for signal in signals {
            if self.parcels.try_send(Parcel::Signal(signal)).is_err() {
                self.lost.store(true, Ordering::Release);
                return;
            }
        }
    }

    pub(super) async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        let handed_on = async {
            if self.parcels.send(Parcel::Flush(done)).await.is_ok() {
                let _ = flushed.await;
            }
        };
        // A Redis that is away must not hold up the shutdown, also where so much waits that nothing more can.
        let _ = timeout(Duration::from_secs(1), handed_on).await;
    }
}

struct Teller {
    connection: ConnectionManager,
    prefix: String,
    log: String,
    length: usize,
}

impl Teller {
    async fn run(mut self, mut waiting: mpsc::Receiver<Parcel>, lost: Arc<AtomicBool>) {
        let mut batch = Vec::with_capacity(BATCH);
        while waiting.recv_many(&mut batch, BATCH).await > 0 {
            let owed = lost.swap(false, Ordering::AcqRel);
            let (pipeline, flushes) = self.pipeline(&mut batch, owed);
            if !pipeline.is_empty()
                && let Err(error) = pipeline.query_async::<()>(&mut self.connection).await
                && !(lost.swap(true, Ordering::AcqRel) || owed)
            {
                tracing::warn!(%error, "Redis is away; nobody is told of changes meanwhile");
            }
            for done in flushes {
                let _ = done.send(());
            }
        }
    }

    /// One round trip. Several changes of one thing are one.
    fn pipeline(&self, batch: &mut Vec<Parcel>, owed: bool) -> (Pipeline, Vec<oneshot::Sender<()>>) {
        let mut pipeline = redis::pipe();
        let (mut flushes, mut changed, mut written) = (Vec::new(), HashSet::new(), BTreeSet::new());
        if owed {
            pipeline.publish(redis_channel(&self.prefix, LOST), "").ignore();
        }
        for parcel in batch.drain(..) {
            match parcel {
                Parcel::Signal(Signal::Changed(channel)) => {
                    if changed.insert(channel.clone()) {
                        pipeline.publish(redis_channel(&self.prefix, channel.as_str()), "").ignore();
                    }
                }
                Parcel::Signal(Signal::Happened(channel, data)) => {
                    let to = redis_channel(&self.prefix, channel.as_str());
                    pipeline.cmd("EVAL").arg(HAPPEN).arg(1).arg(&self.log);
                    pipeline.arg(self.length).arg(channel.as_str()).arg(data).arg(to).ignore();
                }
                Parcel::Signal(Signal::Written(marks)) => written.extend(marks),
                Parcel::Flush(done) => flushes.push(done),
            }
        }
        if !written.is_empty() {
            let marks: Vec<String> = written.iter().map(Mark::to_string).collect();
            pipeline.publish(redis_channel(&self.prefix, WRITTEN), marks.join(" ")).ignore();
        }
        (pipeline, flushes)
    }
}

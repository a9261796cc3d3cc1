//! Signals between processes. Every channel is a Redis channel, so that Redis sends a process only what somebody there
//! listens to; each process has one connection that listens, however many listeners it has. Happenings stand in one Redis
//! stream besides, which is the log; a script appends and tells in one step, so that they arrive in the order of the log.

mod link;
mod log;
mod pump;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use self::{
    link::{Link, Wish},
    log::Log,
    pump::Pump,
};
use super::{Channel, Event, Events, Position, Signal, Subscription, hub::Hub};
use crate::{
    Error, Result,
    platform::{freshness::Freshness, redis_client::redis_client, settings::Settings, task},
};

/// Signals between processes.
pub struct RedisEvents {
    hub: Arc<Hub>,
    log: Log,
    pump: Pump,
    wishes: mpsc::UnboundedSender<Wish>,
    buffer: usize,
    patience: Duration,
}

impl RedisEvents {
    /// Prepares the connections; Redis need not be there yet, and is not asked before somebody tells or listens.
    ///
    /// # Errors
    /// `internal` when the address can't be parsed.
    pub fn new(settings: &Settings) -> Result<Self> {
        let client = redis_client(settings)?;
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(settings.redis.response_timeout))
            .set_connection_timeout(Some(settings.redis.connect_timeout))
            .set_number_of_retries(1);
        let shared = ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(Error::internal)?;
        let hub = Arc::<Hub>::default();
        let log = Log::new(shared.clone(), settings);
        let (wishes, heard) = mpsc::unbounded_channel();
        let link = Link::new(client, settings, Arc::clone(&hub), log.clone());
        task::spawn("events link", link.run(heard));
        let pump = Pump::start(shared, settings);
        Ok(Self { hub, log, pump, wishes, buffer: settings.realtime.buffer, patience: settings.redis.connect_timeout })
    }
}

#[async_trait]
impl Events for RedisEvents {
    fn publish(&self, signals: Vec<Signal>) {
        self.pump.send(signals);
    }

    /// Who listens in other processes is Redis' to know.
    fn is_heard(&self) -> bool {
        true
    }

    async fn subscribe(&self, channels: Vec<Channel>) -> Result<Subscription> {
        let wishes = self.wishes.clone();
        let abandon = Arc::new(move |left| {
            // No link any more: the process ends.
            let _ = wishes.send(Wish::Leave(left));
        });
        let subscription = self.hub.join(channels.clone(), self.buffer, abandon);
        let (done, joined) = oneshot::channel();
        let sent = self.wishes.send(Wish::Join(channels, done));
        sent.map_err(|_| Error::unavailable("redis", "the link has ended"))?;
        match timeout(self.patience, joined).await {
            Ok(Ok(())) => Ok(subscription),
            _ => Err(Error::unavailable("redis", "the subscription was not confirmed in time")),
        }
    }

    async fn position(&self) -> Result<Position> {
        self.log.end().await
    }

    async fn since(&self, after: Position, channels: &[Channel]) -> Result<Option<Vec<Event>>> {
        self.log.since(after, channels).await
    }

    fn keep_fresh(&self, freshness: Arc<Freshness>) {
        freshness.share();
        // No link any more: the process ends.
        let _ = self.wishes.send(Wish::KeepFresh(freshness));
    }

    async fn flush(&self) {
        self.pump.flush().await;
    }
}

/// The Redis channel of a channel.
fn redis_channel(prefix: &str, channel: &str) -> String {
    format!("{prefix}:event:{channel}")
}

/// On this Redis channel everybody is told that signals were lost.
const LOST: &str = "lost";
/// On this Redis channel everybody is told what was written, as marks with a space between.
const WRITTEN: &str = "written";

fn away(error: redis::RedisError) -> Error {
    Error::unavailable("redis", error)
}

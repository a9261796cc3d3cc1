//! Listening: the one connection of this process on which Redis tells. It is made when somebody first listens, made again
//! whenever it breaks, and then whatever may have been missed is read from the log.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use redis::{
    Client, Msg,
    aio::{PubSubSink, PubSubStream},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use super::{LOST, WRITTEN, away, log::Log, redis_channel};
use crate::{
    Error, Result,
    platform::{
        events::{Channel, Event, Position, hub::Hub},
        freshness::Freshness,
        settings::Settings,
    },
};

/// How many channels one command subscribes to at most.
const BATCH: usize = 500;
/// How often the connection has to prove that it lives: more than once in the time that [`Freshness`] believes it without.
const PROOF: Duration = Duration::from_millis(400);
/// The first wait before a broken connection is made again; each further one doubles, up to the last.
const SOON: Duration = Duration::from_millis(50);
const LATER: Duration = Duration::from_secs(2);

/// What listeners want of the connection.
pub(super) enum Wish {
    /// Hear these; answered once Redis has confirmed it.
    Join(Vec<Channel>, oneshot::Sender<()>),
    /// Nobody in this process listens to these any more, unless somebody has begun to since.
    Leave(Vec<Channel>),
    /// What other processes write is to be told to this.
    KeepFresh(Arc<Freshness>),
}

/// The connection.
pub(super) struct Link {
    client: Client,
    prefix: String,
    connect_timeout: Duration,
    response_timeout: Duration,
    hub: Arc<Hub>,
    log: Log,
    /// The last event that was passed on; none before the first connection.
    seen: Option<Position>,
    freshness: Option<Arc<Freshness>>,
}

impl Link {
    pub(super) fn new(client: Client, settings: &Settings, hub: Arc<Hub>, log: Log) -> Self {
        let redis = &settings.redis;
        let (connect_timeout, response_timeout) = (redis.connect_timeout, redis.response_timeout);
        Self {
            client,
            prefix: redis.prefix.clone(),
            connect_timeout,
            response_timeout,
            hub,
            log,
            seen: None,
            freshness: None,
        }
    }

    /// Runs until the other end of the wishes is gone.
    pub(super) async fn run(mut self, mut wishes: mpsc::UnboundedReceiver<Wish>) {
        let (mut waiting, mut pause) = (Vec::new(), SOON);
        while !wishes.is_closed() {
            if self.hub.is_empty() && waiting.is_empty() && self.freshness.is_none() {
                let Some(wish) = wishes.recv().await else { return };
                waiting.push(wish);
            }
            match self.connect().await {
                Ok((sink, stream)) => {
                    pause = SOON;
                    if let Err(error) = self.listen(sink, stream, &mut wishes, &mut waiting).await {
                        tracing::warn!(%error, "the way by which Redis tells of changes broke; it is made again");
                    }
                }
                Err(error) => tracing::debug!(%error, "Redis does not tell of changes yet"),
            }
            sleep(pause).await;
            pause = (pause * 2).min(LATER);
        }
    }

    async fn connect(&self) -> Result<(PubSubSink, PubSubStream)> {
        let connecting = timeout(self.connect_timeout, self.client.get_async_pubsub());
        let connection = connecting.await.map_err(|_| Error::unavailable("redis", "no connection in time"))?;
        Ok(connection.map_err(away)?.split())
    }

    async fn listen(
        &mut self,
        mut sink: PubSubSink,
        mut stream: PubSubStream,
        wishes: &mut mpsc::UnboundedReceiver<Wish>,
        waiting: &mut Vec<Wish>,
    ) -> Result<()> {
        self.subscribe(&mut sink, &self.hub.channels()).await?;
        if !self.hub.is_empty() {
            self.catch_up().await?;
        }
        self.forget_kept();
        for wish in waiting.drain(..) {
            self.grant(&mut sink, wish).await?;
        }
        let mut proof = interval(PROOF);
        proof.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                told = stream.next() => match told {
                    Some(message) => self.pass_on(&message),
                    None => return Err(Error::unavailable("redis", "the connection was closed")),
                },
                wish = wishes.recv() => match wish {
                    Some(wish) => self.grant(&mut sink, wish).await?,
                    None => return Ok(()),
                },
                _ = proof.tick() => self.prove(&mut sink).await?,
            }
        }
    }

    /// Reads from the log what was told while nobody listened. On the first connection nothing was.
    async fn catch_up(&mut self) -> Result<()> {
        let Some(seen) = self.seen else {
            self.seen = Some(self.log.end().await?);
            return Ok(());
        };
        if let Some(missed) = self.log.since(seen, &self.hub.channels()).await? {
            for event in missed {
                self.happened(event);
            }
        } else {
            self.hub.all_missed();
            self.seen = Some(self.log.end().await?);
        }
        self.hub.all_changed();
        Ok(())
    }

    /// Nobody knows what was written while nobody listened.
    fn forget_kept(&self) {
        if let Some(freshness) = &self.freshness {
            freshness.forget();
            freshness.proven();
        }
    }

    async fn prove(&self, sink: &mut PubSubSink) -> Result<()> {
        self.answered(sink.ping::<redis::Value>()).await?;
        if let Some(freshness) = &self.freshness {
            freshness.proven();
        }
        Ok(())
    }

    async fn grant(&mut self, sink: &mut PubSubSink, wish: Wish) -> Result<()> {
        match wish {
            Wish::Join(channels, done) => {
                self.subscribe(sink, &channels).await?;
                if self.seen.is_none() {
                    self.seen = Some(self.log.end().await?);
                }
                // Who asked may have given up meanwhile.
                let _ = done.send(());
            }
            Wish::KeepFresh(freshness) => {
                self.freshness = Some(freshness);
                self.forget_kept();
            }
            Wish::Leave(channels) => {
                let left = channels.iter().filter(|channel| !self.hub.has(channel));
                let names: Vec<_> = left.map(|channel| redis_channel(&self.prefix, channel.as_str())).collect();
                if !names.is_empty() {
                    self.answered(sink.unsubscribe(names)).await?;
                }
            }
        }
        Ok(())
    }

    async fn subscribe(&self, sink: &mut PubSubSink, channels: &[Channel]) -> Result<()> {
        let names = channels.iter().map(Channel::as_str).chain([LOST, WRITTEN]);
        let names: Vec<_> = names.map(|name| redis_channel(&self.prefix, name)).collect();
        for some in names.chunks(BATCH) {
            self.answered(sink.subscribe(some)).await?;
        }
        Ok(())
    }

    async fn answered<T>(&self, asked: impl Future<Output = redis::RedisResult<T>>) -> Result<T> {
        let answer = timeout(self.response_timeout, asked).await;
        answer.map_err(|_| Error::unavailable("redis", "no answer in time"))?.map_err(away)
    }

    fn pass_on(&mut self, message: &Msg) {
        let name = message.get_channel_name();
        let Some(name) = name.strip_prefix(&*self.prefix).and_then(|rest| rest.strip_prefix(":event:")) else { return };
        let words: String = message.get_payload().unwrap_or_default();
        match words.split_once(' ') {
            _ if name == LOST => {
                self.hub.all_missed();
                self.hub.all_changed();
                self.forget_kept();
            }
            _ if name == WRITTEN => {
                let marks: Vec<_> = words.split(' ').filter_map(|mark| mark.parse().ok()).collect();
                if let Some(freshness) = &self.freshness {
                    freshness.touch(&marks);
                }
            }
            Some((position, data)) => {
                if let Ok(position) = position.parse() {
                    self.happened(Event { position, channel: Channel::named(name), data: data.to_owned() });
                }
            }
            None => self.hub.changed(&Channel::named(name)),
        }
    }

    /// Passes an event on, once.
    fn happened(&mut self, event: Event) {
        if self.seen.is_none_or(|seen| event.position > seen) {
            self.seen = Some(event.position);
            self.hub.happened(&Arc::new(event));
        }
    }
}

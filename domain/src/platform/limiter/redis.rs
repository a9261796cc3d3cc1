//! Counting in Redis, for all processes together: one script, so that nobody slips in between. While Redis is away each
//! process counts for itself.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use redis::{
    RedisResult, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use super::{Bucket, InProcessLimiter, Limiter};
use crate::{
    Error, Result,
    platform::{redis_client::redis_client, settings::Settings},
};

/// A login must not wait for a Redis that is away.
const PATIENCE: Duration = Duration::from_millis(500);

/// Counts in Redis.
pub struct RedisLimiter {
    connection: ConnectionManager,
    prefix: String,
    attempt: Script,
    take_back: Script,
    meanwhile: InProcessLimiter,
    healthy: AtomicBool,
}

impl RedisLimiter {
    /// Prepares the connection; Redis need not be there yet.
    ///
    /// # Errors
    /// `internal` when the address can't be parsed.
    pub fn new(settings: &Settings) -> Result<Self> {
        let client = redis_client(settings)?;
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(settings.redis.response_timeout.min(PATIENCE)))
            .set_connection_timeout(Some(settings.redis.connect_timeout.min(PATIENCE)))
            .set_number_of_retries(1);
        Ok(Self {
            connection: ConnectionManager::new_lazy_with_config(client, config).map_err(Error::internal)?,
            prefix: format!("{}:limit:", settings.redis.prefix),
            attempt: Script::new(include_str!("attempt.lua")),
            take_back: Script::new(include_str!("take_back.lua")),
            meanwhile: InProcessLimiter::default(),
            healthy: AtomicBool::new(true),
        })
    }

    fn named(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    /// What Redis says; none while it is away, which is logged once.
    fn heard<T>(&self, answer: RedisResult<T>) -> Option<T> {
        let was_healthy = self.healthy.swap(answer.is_ok(), Ordering::Relaxed);
        if let Err(error) = &answer
            && was_healthy
        {
            tracing::warn!(%error, "Redis is away; attempts are counted per process");
        }
        answer.ok()
    }

    async fn attempt_there(&self, buckets: &[Bucket], now: DateTime<Utc>) -> Option<u64> {
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let mut call = self.attempt.prepare_invoke();
        call.arg(now.timestamp_millis());
        for Bucket { key, rule } in buckets {
            call.key(self.named(key)).arg(rule.free).arg(millis(rule.first));
            call.arg(millis(rule.longest)).arg(millis(rule.forget));
        }
        self.heard(call.invoke_async(&mut self.connection.clone()).await)
    }
}

#[async_trait]
impl Limiter for RedisLimiter {
    async fn attempt(&self, buckets: &[Bucket], now: DateTime<Utc>) -> Option<Duration> {
        match self.attempt_there(buckets, now).await {
            Some(0) => None,
            Some(wait) => Some(Duration::from_millis(wait)),
            None => self.meanwhile.attempt(buckets, now).await,
        }
    }

    async fn take_back(&self, keys: &[String]) {
        let mut call = self.take_back.prepare_invoke();
        for key in keys {
            call.key(self.named(key));
        }
        let done = call.invoke_async::<()>(&mut self.connection.clone()).await;
        if self.heard(done).is_none() {
            self.meanwhile.take_back(keys).await;
        }
    }

    async fn remember(&self, key: &str, ttl: Duration, now: DateTime<Utc>) {
        let until = now.timestamp_millis().saturating_add(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX));
        let mut set = redis::cmd("SET");
        set.arg(self.named(key)).arg(until).arg("PX").arg(u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX));
        if self.heard(set.query_async::<()>(&mut self.connection.clone()).await).is_none() {
            self.meanwhile.remember(key, ttl, now).await;
        }
    }

    async fn knows(&self, key: &str, now: DateTime<Utc>) -> bool {
        let mut get = redis::cmd("GET");
        get.arg(self.named(key));
        let until: Option<Option<i64>> = self.heard(get.query_async(&mut self.connection.clone()).await);
        match until {
            Some(until) => until.is_some_and(|until| until > now.timestamp_millis()),
            None => self.meanwhile.knows(key, now).await,
        }
    }
}

//! Documents in Redis. While it is away it knows none and keeps none, and is asked again once a second.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use redis::{
    RedisResult, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use super::{KEPT, LONGEST, MOST};
use crate::{
    Error, Result,
    platform::{redis_client::redis_client, settings::Settings},
};

/// A request must not wait for a Redis that is away ...
const PATIENCE: Duration = Duration::from_millis(250);
/// ... and no other asks for so long.
const PAUSE: Duration = Duration::from_secs(1);

/// Documents in Redis, by the hexadecimal SHA-256 of their texts.
pub struct RedisDocuments {
    connection: ConnectionManager,
    /// The texts, and when each was last asked for.
    keys: [String; 2],
    keep: Script,
    find: Script,
    /// Since when Redis is away, as far as is known.
    away: Mutex<Option<Instant>>,
}

impl RedisDocuments {
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
            keys: ["texts", "asked"].map(|name| format!("{}:documents:{name}", settings.redis.prefix)),
            keep: Script::new(include_str!("keep.lua")),
            find: Script::new(include_str!("find.lua")),
            away: Mutex::new(None),
        })
    }

    /// The text of a hash, if some process has kept it. Whether it has that hash is for the caller to see.
    pub async fn find(&self, hash: &str, now: DateTime<Utc>) -> Option<String> {
        if self.is_away() {
            return None;
        }
        let mut call = self.find.prepare_invoke();
        call.key(&self.keys[0]).key(&self.keys[1]).arg(hash).arg(now.timestamp_millis()).arg(millis(KEPT));
        self.heard(call.invoke_async(&mut self.connection.clone()).await).flatten()
    }

    /// Keeps a text for the other processes, unless it is too long for that.
    pub async fn keep(&self, hash: &str, text: &str, now: DateTime<Utc>) {
        if text.len() > LONGEST || self.is_away() {
            return;
        }
        let mut call = self.keep.prepare_invoke();
        call.key(&self.keys[0]).key(&self.keys[1]).arg(hash).arg(text);
        call.arg(now.timestamp_millis()).arg(millis(KEPT)).arg(MOST);
        let _: Option<usize> = self.heard(call.invoke_async(&mut self.connection.clone()).await);
    }

    fn is_away(&self) -> bool {
        self.away.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|since| since.elapsed() < PAUSE)
    }

    /// What Redis says; none while it is away, which is logged once.
    fn heard<T>(&self, answer: RedisResult<T>) -> Option<T> {
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Ok(answer) => {
                *away = None;
                Some(answer)
            }
            Err(error) => {
                if away.replace(Instant::now()).is_none() {
                    tracing::warn!(%error, "Redis is away; documents of clients are known per process");
                }
                None
            }
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

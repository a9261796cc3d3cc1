//! Pots in Redis, for all processes together: one script, so that nobody slips in between. While Redis is away each process
//! keeps pots of its own, and asks again once a second.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use redis::{
    RedisResult, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use super::{Budgets, Change, InProcessBudgets, Level, Pot};
use crate::{
    Error, Result,
    platform::{
        redis_client::redis_client,
        secret::{Keyed, Secrets},
        settings::Settings,
    },
};

/// A request must not wait for a Redis that is away ...
const PATIENCE: Duration = Duration::from_millis(250);
/// ... and no other asks for so long.
const PAUSE: Duration = Duration::from_secs(1);

/// Pots in Redis.
pub struct RedisBudgets {
    connection: ConnectionManager,
    prefix: String,
    /// Names pots: Redis knows neither names nor addresses.
    names: Keyed,
    take: Script,
    meanwhile: InProcessBudgets,
    /// Since when Redis is away, as far as is known.
    away: Mutex<Option<Instant>>,
}

impl RedisBudgets {
    /// Prepares the connection; Redis need not be there yet.
    ///
    /// # Errors
    /// `internal` when the address can't be parsed.
    pub fn new(settings: &Settings, secrets: &Secrets) -> Result<Self> {
        let client = redis_client(settings)?;
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(settings.redis.response_timeout.min(PATIENCE)))
            .set_connection_timeout(Some(settings.redis.connect_timeout.min(PATIENCE)))
            .set_number_of_retries(1);
        Ok(Self {
            connection: ConnectionManager::new_lazy_with_config(client, config).map_err(Error::internal)?,
            prefix: format!("{}:budget:", settings.redis.prefix),
            names: secrets.keyed("budget"),
            take: Script::new(include_str!("take.lua")),
            meanwhile: InProcessBudgets::default(),
            away: Mutex::new(None),
        })
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
                    tracing::warn!(%error, "Redis is away; costs are counted per process");
                }
                None
            }
        }
    }

    async fn change_there(&self, pot: &Pot, change: Change, now: i64) -> Option<(bool, i64)> {
        if self.is_away() {
            return None;
        }
        let mut call = self.take.prepare_invoke();
        call.key(format!("{}{}", self.prefix, self.names.token(&pot.of.to_string())))
            .arg(now)
            .arg(pot.size.window_micros());
        call.arg(change.delay(pot.size)).arg(u8::from(change.may_be_refused()));
        self.heard(call.invoke_async(&mut self.connection.clone()).await)
    }
}

#[async_trait]
impl Budgets for RedisBudgets {
    async fn change(&self, pot: &Pot, change: Change, now: DateTime<Utc>) -> Result<Level, Level> {
        let micros = now.timestamp_micros();
        match self.change_there(pot, change, micros).await {
            Some((true, full)) => Ok(Level::new(pot.size, full - micros)),
            Some((false, full)) => Err(Level::new(pot.size, full - micros)),
            None => self.meanwhile.change(pot, change, now).await,
        }
    }
}

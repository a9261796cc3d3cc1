//! `[database]`: where everything is recorded.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{SecretUrl, duration, faults::Faults};

/// Where everything is recorded.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The database's URL as set; empty means a file in the data folder, see [`super::Settings::database_url`].
    pub url: SecretUrl,
    /// Most connections of a process.
    pub pool_max: u32,
    /// Connections kept when idle.
    pub pool_min: u32,
    /// Longest wait for a free connection.
    #[serde(with = "duration")]
    pub acquire_timeout: Duration,
    /// Statements that take longer are logged as slow.
    #[serde(with = "duration")]
    pub statement_log_slow: Duration,
    /// SQLite only: longest wait for another writer.
    #[serde(with = "duration")]
    pub sqlite_busy_timeout: Duration,
}

impl Database {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        self.url.validate("database.url", &["postgres", "postgresql", "sqlite"], faults);
        faults.within("database.pool_max", self.pool_max, 1..=1000);
        let fits = self.pool_min <= self.pool_max;
        faults.require(fits, "database.pool_min", "no more than database.pool_max", &self.pool_min);
        let (tenth, minute) = (Duration::from_millis(100), Duration::from_mins(1));
        faults.lasts("database.acquire_timeout", self.acquire_timeout, tenth..=minute);
        faults.lasts("database.statement_log_slow", self.statement_log_slow, Duration::from_millis(1)..=minute);
        faults.lasts("database.sqlite_busy_timeout", self.sqlite_busy_timeout, tenth..=minute);
    }
}

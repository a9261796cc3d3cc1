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
    /// PostgreSQL only: what each connection sets for itself, as `name=value`.
    pub postgres_session: Vec<String>,
    /// SQLite only: longest wait for another writer.
    #[serde(with = "duration")]
    pub sqlite_busy_timeout: Duration,
}

/// The name and value of a run-time parameter of PostgreSQL.
fn parameter(pair: &str) -> Option<(&str, &str)> {
    let (name, value) = pair.split_once('=')?;
    let is_name = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
    (!name.is_empty() && name.chars().all(is_name) && !value.is_empty()).then_some((name, value))
}

impl Database {
    /// What each connection to PostgreSQL sets for itself.
    pub fn session_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.postgres_session.iter().filter_map(|pair| parameter(pair))
    }

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        self.url.validate("database.url", &["postgres", "postgresql", "sqlite"], faults);
        faults.within("database.pool_max", self.pool_max, 1..=1000);
        let fits = self.pool_min <= self.pool_max;
        faults.require(fits, "database.pool_min", "no more than database.pool_max", &self.pool_min);
        let (tenth, minute) = (Duration::from_millis(100), Duration::from_mins(1));
        faults.lasts("database.acquire_timeout", self.acquire_timeout, tenth..=minute);
        faults.lasts("database.statement_log_slow", self.statement_log_slow, Duration::from_millis(1)..=minute);
        for pair in self.postgres_session.iter().filter(|pair| parameter(pair).is_none()) {
            faults.require(false, "database.postgres_session", "parameters such as \"jit=off\"", pair);
        }
        faults.lasts("database.sqlite_busy_timeout", self.sqlite_busy_timeout, tenth..=minute);
    }
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn a_parameter_has_a_name_and_a_value() {
        assert_eq!(parameter("work_mem=64MB"), Some(("work_mem", "64MB")));
        assert_eq!(parameter("search_path=a,b=c"), Some(("search_path", "a,b=c")));
        for wrong in ["jit", "=off", "jit=", "-c jit=off", "JIT=off"] {
            assert_eq!(parameter(wrong), None, "{wrong}");
        }
    }
}

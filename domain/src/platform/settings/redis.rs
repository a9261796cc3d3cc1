//! `[redis]`: queue, cache and events between processes.

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use super::{SecretUrl, duration, faults::Faults};

/// Queue, cache and events between processes.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Redis {
    /// The server; empty means that all of it lives in this process.
    pub url: SecretUrl,
    /// Who signed the certificate of a `rediss://` server, in PEM; empty means whom the system trusts.
    pub ca_certificate: PathBuf,
    /// Start of every key, before a colon.
    pub prefix: String,
    /// Longest a connection may take to be made.
    #[serde(with = "duration")]
    pub connect_timeout: Duration,
    /// Longest wait for an answer, on top of the time that a blocking read asks for.
    #[serde(with = "duration")]
    pub response_timeout: Duration,
}

impl Redis {
    /// Redis is used; otherwise queue, cache and events live in this process.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        !self.url.is_empty()
    }

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        self.url.validate("redis.url", &["redis", "rediss", "redis+unix", "unix"], faults);
        let ca = self.ca_certificate.as_os_str().is_empty() || self.url.expose().starts_with("rediss://");
        let expected = "nothing unless redis.url is a rediss:// address";
        faults.require(ca, "redis.ca_certificate", expected, &self.ca_certificate);
        // Braces would make Redis Cluster hash only a part of the key; a colon ends the prefix.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let usable = (1..=64).contains(&self.prefix.len()) && self.prefix.chars().all(plain);
        faults.require(usable, "redis.prefix", "1 to 64 letters, digits, '-', '_' or '.'", &self.prefix);
        let (tenth, minute) = (Duration::from_millis(100), Duration::from_mins(1));
        faults.lasts("redis.connect_timeout", self.connect_timeout, tenth..=minute);
        faults.lasts("redis.response_timeout", self.response_timeout, tenth..=minute);
    }
}

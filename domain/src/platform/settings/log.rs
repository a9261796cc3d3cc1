//! `[log]`: what the process says about itself.

use serde::{Deserialize, Serialize};

use super::faults::Faults;

/// What the process says about itself.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The form of a line.
    pub format: LogFormat,
    /// Directives of tracing's `EnvFilter`.
    pub filter: String,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// For machines: one JSON object a line.
    Json,
}

impl Log {
    /// Refuses what can't work. The directives themselves are read by the subscriber, which the binary owns.
    pub fn validate(&self, faults: &mut Faults) {
        let given = !self.filter.trim().is_empty();
        faults.require(given, "log.filter", "a filter such as \"info\"", &self.filter);
    }
}

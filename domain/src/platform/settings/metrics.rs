//! `[metrics]`: where the process tells what it counts.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::faults::Faults;

/// Where the process tells what it counts.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// Address and port; empty is nowhere, port 0 takes any free one.
    pub listen: String,
}

impl Metrics {
    /// Where to listen, when metrics are served at all.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.listen.parse().ok()
    }

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let expected = "an address with a port such as \"127.0.0.1:9464\", or nothing";
        faults.require(self.listen.is_empty() || self.address().is_some(), "metrics.listen", expected, &self.listen);
    }
}

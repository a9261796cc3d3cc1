//! All that a process counts, and writing it down.

use std::fmt;

use prometheus_client::{encoding::text, metrics::info::Info, registry::Registry};

use super::{Form, JobMetrics, LedgerMetrics, WebMetrics};
use crate::{Error, Result};

/// All that a process counts.
pub struct Metrics {
    /// Jobs that it enqueued, ran and rescued.
    pub jobs: JobMetrics,
    /// What is in the ledger, at the last look.
    pub ledger: LedgerMetrics,
    /// Requests that it answered.
    pub web: WebMetrics,
    registry: Registry,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        #[cfg(target_os = "linux")]
        registry.register_collector(Box::new(super::process::Process));
        let ours = registry.sub_registry_with_prefix("presswork");
        let build = [("version", env!("CARGO_PKG_VERSION"))];
        ours.register("build", "The release that runs", Info::new(build));
        let (jobs, ledger, web) =
            (JobMetrics::register(ours), LedgerMetrics::register(ours), WebMetrics::register(ours));
        Self { jobs, ledger, web, registry }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    /// Everything as text.
    ///
    /// # Errors
    /// `internal` when a figure can't be written: a bug.
    pub fn text(&self, form: Form) -> Result<String> {
        let mut written = String::new();
        text::encode(&mut written, &self.registry).map_err(Error::internal)?;
        Ok(form.of(written))
    }
}

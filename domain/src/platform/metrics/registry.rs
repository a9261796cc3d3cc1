//! All that a process counts, and writing it down.

use std::fmt;

use prometheus_client::{encoding::text, metrics::info::Info, registry::Registry};

use super::{BudgetMetrics, CacheMetrics, DbMetrics, Form, JobMetrics, LedgerMetrics, SpanMetrics, WebMetrics};
use crate::{Error, Result};

/// All that a process counts.
pub struct Metrics {
    /// Jobs that it enqueued, ran and rescued.
    pub jobs: JobMetrics,
    /// What is in the ledger, at the last look.
    pub ledger: LedgerMetrics,
    /// Requests that it answered.
    pub web: WebMetrics,
    /// What callers used up.
    pub budget: BudgetMetrics,
    /// Answers that it keeps.
    pub cache: CacheMetrics,
    /// Statements that it ran.
    pub db: DbMetrics,
    /// Spans that it made.
    pub spans: SpanMetrics,
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
        Self {
            jobs: JobMetrics::register(ours),
            ledger: LedgerMetrics::register(ours),
            web: WebMetrics::register(ours),
            budget: BudgetMetrics::register(ours),
            cache: CacheMetrics::register(ours),
            db: DbMetrics::register(ours),
            spans: SpanMetrics::register(ours),
            registry,
        }
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

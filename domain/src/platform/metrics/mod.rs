//! What a process counts, for Prometheus.
//!
//! One registry per process, held by `Deps`: nothing is global. Counters and histograms are of this process; what is in the
//! ledger is the same in every process and is read when somebody asks (`ops::scrape`), so that any of them can be scraped
//! for it. Every label has few values: queues, kinds that this release knows, route templates, root fields of the schema.

mod budget;
mod cache;
mod classic;
mod db;
mod form;
mod jobs;
mod ledger;
#[cfg(target_os = "linux")]
mod process;
mod registry;
mod spans;
mod tally;
mod web;

pub use budget::BudgetMetrics;
pub use cache::CacheMetrics;
pub use db::DbMetrics;
pub use form::Form;
pub use jobs::{Ended, JobMetrics};
pub use ledger::LedgerMetrics;
pub use registry::Metrics;
pub use spans::SpanMetrics;
pub use tally::{Counts, Tally};
pub use web::{Operation, WebMetrics};

//! The job runtime: claims due rows of the ledger and runs their handlers under apalis.
//!
//! SQL is the record, the queue only says that there is something to do, apalis is the runtime (`docs/JOBS.md`). One apalis
//! worker per queue runs under one monitor; each gets its work from `pickup`, which never fails and never returns empty
//! hands. Beside the workers of a process run one task each that renews leases, writes completions in batches, sweeps the
//! ledger and watches the queue. Nothing here knows a rule: handlers in `jobs/` call `domain`.

mod backend;
mod completer;
mod drain;
mod handlers;
mod held;
mod jobs;
mod lease;
mod link;
mod measure;
mod name;
mod options;
mod pace;
mod pickup;
mod presence;
mod registry;
mod relay;
mod run;
mod runtime;
mod schedules;
mod shared;
mod slots;
mod sweeper;
mod unpark;
mod worker;

#[cfg(test)]
mod tests;

pub use drain::{drain, drain_with};
pub use handlers::handlers;
pub use options::Options;
pub use registry::Registry;
pub use runtime::Runtime;

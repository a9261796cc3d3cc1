//! The job ledger: SQL is the record, the queue only tells that there is something to do.
//!
//! A job exists because its row exists. It is written in the transaction of the use case that wants it, claimed by a
//! worker with an attempt number that serves as the fence, and completed in the transaction of its effect. A job id may
//! be delivered twice; its effect happens once.
//!
//! `scheduled` → `queued` → `running` → `succeeded` | `scheduled` (retry) | `dead` | `cancelled`; `parked` when this
//! release knows no handler of that kind. The person who set a job in motion may see it, and so may admins.

mod control;
mod enqueue;
mod job;
pub mod ledger;
mod model;
mod policy;
mod progress;
mod retry;
mod run;
mod service;
mod store;

pub use control::{cancel, discard, retry};
pub use enqueue::enqueue;
pub use job::{Job, QueueName};
pub use model::{JobFailure, JobFilter, JobRecord, JobState, Progress};
pub use retry::{Outcome, decide};
pub use run::{Claimed, Run};
pub use service::{failures, find_visible, get, get_many, list};

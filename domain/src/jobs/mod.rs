//! The job ledger: SQL is the record, the queue only tells that there is something to do.
//!
//! A job exists because its row exists. It is written in the transaction of the use case that wants it, claimed by a
//! worker with an attempt number that serves as the fence, and completed in the transaction of its effect. A job id may
//! be delivered twice; its effect happens once.
//!
//! `scheduled` → `queued` → `running` → `succeeded` | `scheduled` (retry) | `dead` | `cancelled`; `parked` when this
//! release knows no handler of that kind, `waiting` while children run, `held` while enough others of its group run. A state that only another
//! release knows reads as `unknown`, and nothing is done to it. The person who set a job in motion may see it, and so may admins.
//! Who set it in motion may call it off where its kind says so; admins may call off all.

mod bulk;
mod change;
mod control;
mod enqueue;
mod family;
mod finish;
mod group;
mod insert;
mod job;
#[expect(clippy::module_inception, reason = "the payloads of a feature are in its jobs.rs, and this feature is jobs")]
mod jobs;
pub mod ledger;
mod model;
mod policy;
mod progress;
mod recall;
mod retry;
mod run;
mod service;
mod slot;
mod steps;
mod store;
mod tell;
mod terms;

pub use bulk::{cancel_many, change_many, discard_many, retry_many};
pub use control::{cancel, discard, retry};
pub use enqueue::{enqueue, enqueue_at, enqueue_many, enqueue_with};
pub(crate) use enqueue::{enqueue_beside, enqueue_carried};
pub use family::{enqueue_children, enqueue_parent};
pub use group::GroupLimits;
pub use job::{Job, QueueName};
pub use jobs::{Change, ChangeMany};
pub(crate) use model::UNFINISHED;
pub use model::{ChildCounts, JobFailure, JobFilter, JobRecord, JobState, JobStep, Progress};
pub use recall::{call_off, recall};
pub use retry::{Backoff, Judgement, Outcome, decide};
pub use run::{Claimed, Run};
pub use service::{failures, find_visible, get, get_many, is_pending, list, receipt, steps};
pub use slot::Slot;
pub use terms::Terms;

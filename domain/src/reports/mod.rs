//! Reports: somebody says that a post, a comment or a person is not as it should be.
//!
//! Whoever is logged in reports what they see and did not write; what they don't see does not exist for them. One has one open report
//! on a thing, and sees what came of it. Things with open reports are the queue of moderators, the longest waiting first. To resolve
//! a report is to resolve all that are open on its thing: upheld or dismissed, with a note for other moderators, written to the audit
//! log. What is reported again after that is in the queue again. Whom a report concerns does not see it, nor who wrote it; nobody resolves
//! what concerns themselves, and only admins what concerns moderators and admins. What is to be done about a thing is `moderation`'s
//! matter, with reports or without.

mod model;
mod policy;
mod service;
mod store;

pub use model::{
    NOTE_MAX, ReasonCount, Report, ReportCase, ReportInput, ReportOutcome, ReportReason, ReportSubject, ResolveInput,
};
pub(crate) use policy::require_over;
pub use service::{create, get, queue, resolve};
pub(crate) use service::{owner, require_over_owner};
pub(crate) use store::forget;

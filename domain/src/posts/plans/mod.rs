//! What is planned for posts: to be published at a time, to be withdrawn at a time. To the second.
//!
//! The plan is in the row of the post, with who made it. A job per plan keeps the appointment and is its receipt; what it
//! does is guarded by the row, so it does it once, however often it is delivered. Whoever keeps one appointment keeps all
//! that are due along with it, a few hundred in a transaction, and the jobs of those find it done. A schedule looks for
//! what no job has kept.
//!
//! At the time the planner's right is asked again. Without it nothing happens to the post but that the plan ends; its author
//! is told why.
//!
//! A post that moderators hold out of sight when it is to be withdrawn waits for them: it is a draft when they let go of it, as if the plan
//! had been kept then.

mod model;
mod service;
mod settle;
mod store;

pub(super) use model::{Action, PlanTime};
pub use model::{PlanProblem, Plans};
pub(super) use service::{call_off, plan_publication, plan_withdrawal};
pub(super) use settle::withdraw_unseen;
pub use settle::{publish_planned, settle_due, unpublish_planned};

//! Appeals: whom something concerns that moderators did says, once, why it was wrong. Who is shut out does so by the token of the mail.
//! Moderators decide, the longest waiting first: what was done stays, or is overturned and holds no more. Nobody decides about what
//! concerns themselves, and only admins about what concerns moderators and admins.

mod model;
mod service;
mod store;

pub use model::{Appeal, AppealInput, AppealOutcome, DecisionInput, TEXT_MAX};
pub use service::{create, decide, get, list};
pub(crate) use store::forget;

//! Moderation: what is done about posts, comments and people.
//!
//! Moderators take posts and comments out of sight, close posts to comments, warn, suspend until a time and ban: whoever is of a lower
//! rank than they, and never themselves; admins whomever else. What is done is written down for good, with the reason: for moderators,
//! for the audit log, and for the person whom it concerns, who is told by mail and in the inbox, but not by whom it was. What holds
//! something holds it once; a suspension or a ban takes the place of the one before. Everything can be taken back, by who might have
//! done it, and what was done until a time ends then, by a job; a schedule sees to what such a job has not done. Whom it concerns may
//! appeal (`appeals`). What is held stands with the post, the comment or the account, which ask for it at every read.

pub mod appeals;
mod expire;
mod input;
mod jobs;
mod model;
mod policy;
mod service;
mod store;

pub(crate) use expire::expire_at;
pub use expire::{expire, settle_due};
pub use input::{ActionFilter, ActionInput, NOTE_MAX, ReverseInput};
pub use jobs::ExpireAction;
pub use model::{ActionKind, Ending, ModerationAction};
pub use service::{create, get, list, mine, reverse};
use service::{end, found};
pub(crate) use store::forget;

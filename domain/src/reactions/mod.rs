//! Reactions: what people feel about posts and comments. Everyone has each kind at most once for each of them; the counts
//! are exact at any time. Which kinds there are is a setting (`community.reactions`).
//!
//! This feature only keeps and counts; who may react to what is the matter of `posts` and `comments`.

mod counts;
mod jobs;
mod model;
mod store;

pub use counts::of;
pub(crate) use counts::{push_reactions, read_reactions};
pub use jobs::TellOfReaction;
pub use model::{ReactionCount, ReactionKind, Subject};
pub(crate) use store::{add, forget, recount, remove};

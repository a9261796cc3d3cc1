//! Following: people who want to hear of what somebody does.
//!
//! Whoever is logged in follows whom they can see, but not themselves, and up to `community.follows_max` people. Everybody sees
//! who follows whom, as far as they may meet them. Both people carry counts that are exact at any time. A block ends following
//! in both directions, and so does the end of an account.

mod jobs;
mod model;
mod service;
mod store;

pub use jobs::TellOfFollow;
pub use model::Side;
pub use service::{follow, list, lists, request, unfollow};
pub(crate) use store::{end_between, followers, forget, hold};

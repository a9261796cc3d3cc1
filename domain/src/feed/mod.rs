//! Feeds: what people find because they follow somebody, or something.
//!
//! - `home`: published posts of the people and with the tags that one follows, each once, the newest first. It is put together when it is
//!   read, so following, unfollowing and blocking show at once, and publishing costs the same however many follow.
//! - `latest`: everything, the newest first.
//! - `trending`: everything, by what people make of it (`posts::ranks`).
//!
//! Nobody finds posts of people whom they don't want to meet, or who don't want to meet them.

mod model;
mod read;
mod store;

pub use model::FeedKind;
pub use read::list;

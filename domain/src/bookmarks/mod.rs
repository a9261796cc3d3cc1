//! Bookmarks: posts that a person keeps for later. Nobody else sees them. One of a post that has gone out of sight stays and
//! comes back with the post.

mod model;
mod service;
mod store;

pub use model::Bookmark;
pub use service::{add, list, remove};
pub(crate) use store::forget;

//! Tags: what posts are about. A tag comes into being with the first post that carries it and is visible to everyone once
//! a published post does.

mod model;
mod service;
mod store;

pub use model::{Tag, TagName, TagSet};
pub use service::{find, get, get_many, list};
pub(crate) use store::attach;
pub use store::of_posts;

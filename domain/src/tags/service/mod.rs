//! The use cases of tags.

mod follow;
mod merge;
mod naming;
mod read;
mod write;

pub use follow::{follow, followed, unfollow};
pub use merge::{merge, run_merge};
pub(crate) use naming::named;
pub use read::{Found, find, get, get_many, list};
pub use write::{create, delete, update};

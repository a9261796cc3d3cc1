//! The use cases of comments.

mod moderate;
mod react;
mod read;
mod write;

pub(crate) use moderate::{hide, show};
pub use react::{react, unreact};
pub use read::{find, get, get_many, list, lists, replies, request, revisions};
pub use write::{create, delete, update};

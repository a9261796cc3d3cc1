//! The use cases of posts.

mod publish;
mod read;
mod write;

pub use publish::{publish, unpublish};
pub use read::{Found, PostRef, find, get, get_many, list, published};
pub use write::{create, delete, update};

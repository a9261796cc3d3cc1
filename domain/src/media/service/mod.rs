//! The use cases of media.

mod complete;
mod read;
mod serve;
mod write;

pub use complete::complete;
pub(crate) use read::hold;
pub(super) use read::own;
pub use read::{find, get, get_many, library};
pub use serve::{Served, open, read};
pub(super) use write::direct;
pub use write::{create, delete, update};

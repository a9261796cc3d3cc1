//! The use cases of posts.

mod comments;
mod moderate;
mod preview;
mod publish;
mod react;
mod read;
mod restore;
mod write;

pub use comments::{lock_comments, unlock_comments};
pub(crate) use moderate::{hide, hold_lock, show};
pub use preview::{Preview, preview};
pub use publish::{Published, cancel_schedule, publish, unpublish};
pub use react::{react, unreact};
pub use read::{Found, PostRef, find, get, get_many, list, published, trending};
pub(crate) use read::{hold_published, page_of};
pub use restore::{purge, restore};
pub use write::{create, delete, update};
pub(super) use write::{find_to_edit, judge_change, lock_to_edit, rendered, reread};

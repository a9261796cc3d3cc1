//! The use cases of notifications.

mod mark;
mod preferences;
mod read;

pub use mark::{read, read_all};
pub use preferences::{preferences, set_preferences};
pub(super) use read::{alone, whole};
pub(crate) use read::{end, since};
pub use read::{list, unread_count};

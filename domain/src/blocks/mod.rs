//! Blocking: two people who don't want to meet. Whoever blocks somebody and who is blocked are out of each other's sight in
//! every list, feed and count, and can't follow, answer, react to, mention or notify each other. A block ends following in both
//! directions; taking it back does not bring that back. Comments that one wrote before can be deleted still. Nobody but the one who blocked
//! sees the list.
//!
//! What is out of sight is decided in `users`, because everything that people do depends on it.

mod model;
mod service;
mod store;

pub use model::Block;
pub use service::{block, list, unblock};
pub(crate) use store::forget;

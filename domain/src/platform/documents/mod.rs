//! GraphQL documents that clients name by their hashes, for all processes together: what a client has sent to one, the others know, too.
//!
//! Each process has a cache of its own before it, so that this is asked once for a document; without Redis there is nothing but these.
//! Who sends many documents takes no more room than so many of them have. What is read here is whatever Redis has: its hash is to be looked
//! at before it is believed.

mod redis;

pub use self::redis::RedisDocuments;

use std::time::Duration;

/// So long a document is kept after somebody has asked for it.
pub const KEPT: Duration = Duration::from_hours(7 * 24);
/// So many are kept ...
pub const MOST: usize = 2_000;
/// ... of at most so many bytes each: 32 MiB in all. Longer ones stay in the process that they were sent to.
pub const LONGEST: usize = 16 * 1024;

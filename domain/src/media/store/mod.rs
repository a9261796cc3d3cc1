//! The only folder that speaks SQL about media: `blobs.rs` and `objects.rs` about what they are made of, the others about media themselves.

pub(super) mod blobs;
mod find;
pub(super) mod objects;
mod remove;
mod row;
mod state;
mod tickets;

pub(super) use find::{LIBRARY, by_id, by_ids, lock, page};
pub(crate) use remove::forget;
pub(super) use remove::{delete, remove_stale};
pub(super) use state::{begin_processing, describe, settle};
pub(super) use tickets::{count_received, insert, waiting};

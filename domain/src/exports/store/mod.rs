//! The only folder that speaks SQL about exports; what is in them is read by `archive`.

mod attempt;
mod find;
mod insert;
mod remove;
mod row;

pub use attempt::reading_since;
pub(super) use attempt::{Made, begin, finish};
pub(super) use find::{EXPORTS, by_id, by_link, page};
pub(super) use insert::{counts, insert};
pub(crate) use remove::forget;
pub(super) use remove::{mark_deleted, over, remove};

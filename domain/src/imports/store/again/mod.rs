//! Posts that come again: what is known of the times before, what becomes of those that have changed in their source, and how that is put back.
//! A post is changed as a whole, with its slugs and tags, and what it was is written down (`import_rows.former`).

mod brought;
mod columns;
mod follow;
mod forget;
mod former;
mod later;
mod parts;
mod put_back;
mod revision;
mod rewrite;
mod tables;

pub(in crate::imports) use brought::{Brought, as_written, brought};
pub(super) use follow::follow;
pub(in crate::imports) use forget::{forget_former, forget_gone};
pub(in crate::imports) use former::articles;
pub(in crate::imports) use later::changed_later;
pub(in crate::imports) use parts::{bare, put_along};
pub(in crate::imports) use put_back::put_back;
pub(super) use revision::record_also;
pub(in crate::imports) use rewrite::{held, rewrite};
pub(super) use tables::table_of;

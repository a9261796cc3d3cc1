//! Exports: what people and admins take along, put together by a job into a file that is kept for a while.
//!
//! - **Kinds.** Everybody gets what they have and what is known of them (`own`); admins get the whole site (`site`), and sheets of
//!   members (`members`) and posts (`posts`). Only a person who has just proved who they are may ask for one.
//! - **One moment.** All of it is read in one transaction that sees one state, while others write. What it has of files the collector lets
//!   alone meanwhile ([`reading_since`]).
//! - **States.** `pending` until its job has ended, then `ready` until it is over (`exports.kept`), or `failed`. Of a kind one has one
//!   that is pending.
//! - **Links.** A file is downloaded by an address that is signed and good for minutes (`exports.link_ttl`), for a browser or a program
//!   without a login. It is made at each look and kept nowhere.
//! - **Files.** Each attempt writes one of its own, at a place that follows from the row, so that nothing is left behind whatever dies
//!   ([`purge()`]). Deleting an export or erasing its owner takes its files.

mod content;
mod jobs;
mod link;
mod model;
mod policy;
mod purge;
mod run;
mod service;
mod store;

pub use jobs::RunExport;
pub use model::{DataExport, ExportFile, ExportKind, ExportState};
pub use purge::purge;
pub use run::run;
pub use service::{create, delete, get, list, open, read};
pub(crate) use store::forget;
pub use store::reading_since;

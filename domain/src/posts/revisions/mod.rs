//! Revisions: what a post said at each save, with who saved it and why.
//!
//! Every save that changes something is one, numbered from 1. Autosaves of one person that follow each other within
//! `posts.autosave_window` are one revision, that of the last of them, until they save the same themselves. A post from before
//! there were revisions gets its first with its next save. Revisions are for those who may edit the post, and go with it.

mod diff;
mod model;
mod service;
mod store;

pub use diff::{DiffHunk, DiffLine, LineChange, RevisionDiff};
pub(crate) use model::Save;
pub use model::{Reason, Revision};
pub use service::{diff, get, list, restore};
pub(super) use store::{as_of, settle};
pub(crate) use store::{begin, forget, record};

//! Erasing everything personal of an account.
//!
//! What belongs to nobody else is removed: sessions, tokens, second factors, links, bookmarks, reactions (the counts follow),
//! whom and which tags the person followed and who followed them, blocks, notifications, drafts, former texts and texts of deleted comments, kept answers. What others have read
//! and answered stays, without a name: published posts and comments, under an account that tells nothing. The audit log
//! stays; it knows ids.
//!
//! Every feature forgets its own part, all in one transaction; then the owner is told; then the address is forgotten, too.
//! The receipt is the job: how much of each kind is gone.

mod service;

pub use service::erase;

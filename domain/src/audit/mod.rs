//! The audit log: who did what to what, from where, and what came of it.
//!
//! An entry is written in the transaction of the change it tells of, as its last statements: the chain's head is locked
//! only from there to the commit, so that audited changes wait for each other's commit and for nothing else. Each entry
//! carries a keyed hash over itself and over the hash of the one before it, and the head is signed. Whoever can write to
//! the database but has not `auth.secret_key` can neither change, remove, reorder nor cut off entries without
//! [`verify()`] telling. Putting the whole database back to an older state is another matter: for that, keep a head
//! elsewhere (every commit logs it) and hand it to `presswork audit verify --anchor`.
//!
//! Triggers refuse UPDATE and DELETE. Only admins read.

mod actions;
mod model;
mod policy;
mod seal;
mod service;
mod store;
mod verify;

pub use actions::ACTIONS;
pub use model::{Anchor, AuditEntry, AuditFault, AuditFilter, Entry, Outcome, Verification};
pub use service::{list, record, record_alone};
pub use verify::{is_signed_with, verify};

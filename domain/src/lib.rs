//! The rules of Presswork, used alike by the HTTP faces, the worker, the command line and the tests.
//!
//! A feature calls another only through its `mod.rs`, and only downwards in this order:
//! platform < idempotency < jobs < housekeeping < ops < users < mails < accounts < tags < posts < feed < nodes, kinds. What would be an upward call is an
//! event: a job, whose payload belongs to the feature that causes it.

#![warn(missing_docs)]

pub mod accounts;
pub mod actor;
pub mod context;
pub mod deps;
pub mod error;
pub mod expected;
pub mod fault;
pub mod feed;
pub mod housekeeping;
pub mod idempotency;
pub mod ids;
pub mod jobs;
pub mod kinds;
pub mod mails;
pub mod nodes;
pub mod ops;
pub mod page;
pub mod patch;
pub mod platform;
pub mod posts;
pub mod slug;
pub mod tags;
pub mod text;
pub mod users;

pub use actor::Actor;
pub use context::Context;
pub use deps::Deps;
pub use error::{Error, Result};

//! Demo data: people, posts, comments, tags, reactions and follows that look like a community, for trying things out and for
//! measuring.
//!
//! The same seed makes the same content: texts, names, slugs, counts and, with the same end, times and ids. All of it comes in one
//! transaction, so that it is there whole or not at all, with every counter right. Nothing is told to anyone and no jobs are enqueued.
//! Nobody can log in as one of the people unless a password is given for all of them. Production refuses it unless it is forced.

mod article;
mod community;
mod dice;
mod language;
mod model;
mod people;
mod service;
mod share;
mod store;
mod thread;

pub use model::{Demo, DemoSize, DemoTally};
pub use service::sow;

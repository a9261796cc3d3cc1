//! The rules of Presswork, used alike by the HTTP faces, the worker, the command line and the tests.
//!
//! A feature calls another only through its `mod.rs`, and only downwards in this order:
//! platform < audit < events < limits < idempotency < budget < jobs < housekeeping < ops < index < users < follows < blocks < suppressions < mails < access_tokens < two_factors < accounts < invitations, identities < uploads < tags, reactions, media, trust < rules < posts < comments, bookmarks < feed < notifications < reports < moderation < demo < search, syndication < newsletters < archive < exports, imports < erasure < webhooks < nodes, kinds < realtime. What would be an upward call is an
//! event: a job, whose payload belongs to the feature that causes it.

#![warn(missing_docs)]

pub mod access_tokens;
pub mod accounts;
pub mod actor;
mod archive;
pub mod audit;
pub mod blocks;
pub mod bookmarks;
pub mod budget;
pub mod comments;
pub mod context;
pub mod demo;
pub mod deps;
pub mod erasure;
pub mod error;
pub mod events;
pub mod expected;
pub mod exports;
pub mod fault;
pub mod feed;
pub mod follows;
pub mod housekeeping;
pub mod idempotency;
pub mod identities;
pub mod ids;
pub mod imports;
pub mod index;
pub mod invitations;
pub mod jobs;
pub mod kinds;
#[cfg(test)]
mod layers;
pub mod limits;
pub mod mails;
pub mod media;
pub mod moderation;
pub mod newsletters;
pub mod nodes;
pub mod notifications;
pub mod ops;
pub mod origin;
pub mod page;
pub mod patch;
pub mod platform;
pub mod posts;
pub mod reactions;
pub mod realtime;
pub mod reports;
pub mod rules;
pub mod scope;
pub mod search;
pub mod slug;
pub mod suppressions;
pub mod syndication;
pub mod tags;
pub mod text;
pub mod trace;
pub mod trust;
pub mod two_factors;
pub mod uploads;
pub mod users;
pub mod webhooks;

pub use actor::Actor;
pub use context::Context;
pub use deps::Deps;
pub use error::{Error, Result};
pub use origin::Origin;

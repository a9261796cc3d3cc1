//! What an operator may decide, in one typed tree.
//!
//! Layers, the stronger last: `config/default.toml` (every key, with its meaning), `config/{environment}.toml`, the
//! operator's own file (`PRESSWORK_CONFIG`), `DATABASE_URL` and the other variables that have a name by convention
//! (`layers.rs`), then `PRESSWORK__SECTION__KEY`.
//! The files of the first two are compiled in, so that a lone binary starts. `default.toml` is also the schema: a key
//! that it lacks does not exist, and the kind of its value is the kind required.
//!
//! A start with wrong settings stops before anything runs, and names every fault at once, with its key, where the
//! value came from and what to do. Secrets are masked by their types ([`Secret`], [`SecretUrl`]), so no output can
//! forget to. What only production refuses is in `production.rs`.

mod accounts;
mod auth;
mod budget;
mod cache;
mod community;
mod database;
mod docs;
mod duration;
mod environment;
mod error;
mod explain;
mod exports;
mod faults;
mod graphql;
mod http;
mod imports;
mod jobs;
mod kind;
mod layers;
mod load;
mod log;
mod mail;
mod masking;
mod media;
mod metrics;
mod moved;
mod newsletters;
mod notifications;
mod oauth;
mod otlp;
mod outbound;
mod posts;
mod production;
mod realtime;
mod redis;
mod reference;
mod root;
mod schema;
mod search;
mod secret;
mod secret_url;
mod storage;
mod syndication;
#[cfg(test)]
mod testing;
mod throttle;
mod typed;
mod webhooks;

pub use accounts::{Accounts, DefaultRole, Registration};
pub use auth::Auth;
pub use budget::Budget;
pub use cache::Cache;
pub use community::Community;
pub use database::Database;
pub use docs::Docs;
pub use environment::Environment;
pub use error::{Problem, SettingsError};
pub use explain::Explained;
pub use exports::Exports;
pub use faults::Faults;
pub use graphql::Graphql;
pub use http::Http;
pub use imports::Imports;
pub use jobs::{Jobs, Retention};
pub use log::{Log, LogFormat};
pub use mail::Mail;
pub use media::Media;
pub use metrics::Metrics;
pub use newsletters::Newsletters;
pub use notifications::Notifications;
pub use oauth::{Oauth, OauthProvider, ProviderKind};
pub use otlp::Otlp;
pub use outbound::Outbound;
pub use posts::Posts;
pub use realtime::Realtime;
pub use redis::Redis;
pub use root::{DATABASE_FILE, Settings};
pub use search::Search;
pub use secret::Secret;
pub use secret_url::SecretUrl;
pub use storage::{S3, Storage};
pub use syndication::Syndication;
pub use throttle::Throttle;
pub use webhooks::Webhooks;

//! The HTTP faces of Presswork: REST under `/v1`, GraphQL at `/graphql`, and the pages for people.
//!
//! A face translates and nothing else: rules live in `presswork_domain`, and this crate can't even name the database.

// The roots of the GraphQL schema are merged one inside the other: each feature is a level deeper.
#![recursion_limit = "256"]

mod accept;
mod answer;
mod application;
mod blueprints;
mod body;
mod call;
mod client;
mod cx;
mod deprecation;
mod device;
mod etag;
mod failure;
mod fallback;
mod fields;
mod graphql;
mod kept;
mod media;
mod members;
mod meta;
mod metrics;
mod middleware;
mod openapi;
mod page;
pub mod pages;
mod parameters;
mod problem;
mod query;
mod scalars;
mod server;
mod streaming;
mod tls;

pub use application::Application;
pub use metrics::MetricsServer;

/// The OpenAPI document, as checked in.
#[must_use]
pub fn openapi_json() -> String {
    openapi::document().to_pretty_json().unwrap_or_default() + "\n"
}

/// The GraphQL schema, as checked in.
#[must_use]
pub fn schema_sdl(settings: &presswork_domain::platform::Settings) -> String {
    graphql::build(settings).sdl()
}

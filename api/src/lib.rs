//! The HTTP faces of Presswork: REST under `/v1`, GraphQL at `/graphql`, and the pages for people.
//!
//! A face translates and nothing else: rules live in `presswork_domain`, and this crate can't even name the database.

// The roots of GraphQL are lists of all features, and types as deep as these are long.
#![recursion_limit = "256"]

mod accept;
mod answer;
mod application;
mod blueprints;
mod body;
mod call;
mod client;
pub mod codes;
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
mod paths;
mod pointer;
mod problem;
mod query;
mod routes;
mod scalars;
mod server;
mod streaming;
mod tls;
mod upload;

pub use application::Application;
pub use metrics::MetricsServer;
pub use openapi::unreleased;

/// The OpenAPI document, as checked in.
#[must_use]
pub fn openapi_json() -> String {
    openapi::document().to_pretty_json().unwrap_or_default() + "\n"
}

/// The GraphQL schema, as checked in.
#[must_use]
pub fn schema_sdl(settings: &presswork_domain::platform::Settings) -> String {
    graphql::sdl(&graphql::build(settings))
}

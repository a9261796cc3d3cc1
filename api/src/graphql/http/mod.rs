//! GraphQL over HTTP: POST with JSON, GET for queries, the two media types and their statuses, persisted queries.

mod accept;
mod answer;
mod handlers;
mod persisted;
mod prepare;
mod request;

pub use accept::{Accepted, negotiate};
pub use answer::error_body;
pub use handlers::{get, post};
pub use prepare::Endpoint;

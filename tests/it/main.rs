//! The black-box suites. Each test runs in every profile, and where it says `each_face!` through both faces.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails by panicking")]

mod accounts;
mod bad_input;
mod contract;
mod crash;
mod graphql;
mod graphql_limits;
mod http;
mod idempotency;
mod jobs;
mod matrix;
mod negotiation;
mod nodes;
mod operating;
mod pages;
mod posts;
mod profiles;
mod statements;
mod tags;
mod tour;
mod users;
mod validators;

//! The black-box suites. Each test runs in every profile, and where it says `each_face!` through both faces.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails by panicking")]
#![expect(clippy::format_collect, reason = "the texts are short, and reading well counts more")]

mod accounts;
mod bad_input;
mod contract;
mod crash;
mod graphql;
mod graphql_limits;
mod harness;
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

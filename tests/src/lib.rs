//! The harness of the black-box suites in `it/`.
//!
//! [`TestApp`] is the real API on a free port, in process and built by the code that production runs, on a database of
//! its own. It hands out [`Actor`]s, who carry the verbs of both faces; [`TestApp::run_jobs`] runs what the requests
//! enqueued through the real handlers. A helper that goes around the API is named `db_*`. [`Process`] starts the real
//! binary instead, to be killed.
//!
//! [`each_profile!`] makes a test for each installation ([`Profile`]), [`each_face!`] for each installation and each face.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test that can't go on fails by panicking"
)]
#![expect(clippy::must_use_candidate, reason = "an answer is often only asserted about")]
#![expect(clippy::format_collect, reason = "the texts are short, and reading well counts more")]

mod actor;
mod app;
mod authority;
mod codes;
mod collector;
mod databases;
mod db;
mod github;
mod graphql;
mod held;
mod machine;
mod macros;
mod mail;
mod metrics;
mod names;
mod operations;
mod outcome;
pub mod pictures;
mod posts;
mod process;
mod profile;
mod provider;
mod receiver;
mod reply;
mod request;
mod run;
mod schema;
mod servers;
mod smtp;
mod sockets;
pub mod statements;
mod streams;
mod until;

pub use actor::{Actor, PASSWORD};
pub use app::TestApp;
pub use authority::{Authority, Pair};
pub use collector::{Collector, Recorded};
pub use github::Github;
pub use graphql::GqlReply;
pub use mail::Letter;
pub use metrics::Scrape;
pub use names::Names;
pub use operations::{OPERATIONS, Operation, document};
pub use outcome::Outcome;
pub use posts::id_of;
pub use process::{Process, binary, free_port, signal};
pub use profile::{Face, Profile, not_covered, say, say_what_is_covered, variable};
pub use provider::Provider;
pub use receiver::{Heard, Mood, Receiver};
pub use reply::Reply;
pub use request::Request;
pub use run::run;
pub use schema::{SCHEMA, Schema, sdl};
pub use servers::{Server, missing_servers, program};
pub use smtp::{Arrival, SmtpServer, Temper};
pub use sockets::{PROTOCOL, Socket};
pub use streams::{Events, Told};
pub use until::until;

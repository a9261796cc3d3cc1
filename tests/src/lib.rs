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
mod databases;
mod db;
mod graphql;
mod macros;
mod mail;
mod operations;
mod outcome;
mod posts;
mod process;
mod profile;
mod reply;
mod request;
mod run;
mod schema;
mod smtp;
mod until;

pub use actor::{Actor, PASSWORD};
pub use app::TestApp;
pub use graphql::GqlReply;
pub use mail::Letter;
pub use operations::{OPERATIONS, Operation, document};
pub use outcome::Outcome;
pub use posts::id_of;
pub use process::{Process, free_port};
pub use profile::{Face, Profile, say_what_is_covered};
pub use reply::Reply;
pub use request::Request;
pub use run::run;
pub use schema::{SCHEMA, Schema, sdl};
pub use smtp::{SmtpServer, Temper};
pub use until::until;

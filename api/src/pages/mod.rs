//! The HTML pages around the API: the front door, the two API explorers, the operators' page, the end of mails and the
//! development mailbox.
//!
//! But for the end of mails they need no rules and no database, only [`PagesConfig`]. What is switched off is not mounted, so it answers like any
//! unknown address. Everything a page loads is compiled in and comes from this origin: the pages work offline, and each has
//! a content security policy that permits exactly what it uses.
//!
//! Templates are in `api/templates/`, style sheets and scripts in `api/assets/`.

mod answer;
mod assets;
mod config;
mod csp;
mod graphiql;
mod landing;
mod mailbox;
mod ops;
mod routes;
mod setup;
mod static_file;
mod swagger;
#[cfg(test)]
mod testing;
mod unsubscribe;

pub use config::PagesConfig;
pub use routes::routes;

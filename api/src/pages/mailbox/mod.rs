//! `/dev/mailbox`: the mail that development would have sent, as pages and as JSON.
//!
//! A mail is somebody else's text. Its headers and plain text are escaped; its HTML is shown in a sandboxed frame under a
//! policy of its own that runs nothing and loads nothing, and its source is a file that is only looked at.

mod handlers;
mod json;
mod links;
mod refusal;
#[cfg(test)]
mod tests;

pub use handlers::routes;

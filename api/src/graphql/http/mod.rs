//! GraphQL over HTTP: POST with JSON, GET for queries, the two media types and their statuses, server-sent
//! events, persisted queries.

mod accept;
mod announce;
mod answer;
mod count;
mod events;
mod handlers;
mod kept;
mod literals;
mod persisted;
mod prepare;
mod request;
mod spaces;
mod told;
mod trusted;

pub use accept::{Accepted, negotiate};
pub use announce::announce;
pub use answer::error_body;
pub use count::RootFields;
pub use handlers::{get, post};
pub use prepare::{Endpoint, Prepared, Unfit};
pub use request::{Asked, FromHeaders};
pub use told::{Manner, Told};

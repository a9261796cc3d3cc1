//! People. Anyone may see anyone's public face; what is private (mail address, sessions) belongs to `accounts`.
//!
//! Roles build on each other: a member reads and reacts, an author writes posts, an editor edits everyone's, a moderator
//! keeps order, an admin runs the place.

mod model;
mod service;
mod store;

pub use model::{DisplayName, Email, Role, User, Username};
pub use service::{UserRef, find, get, get_many, list};
pub(crate) use store::{Contact, contact};

#[cfg(test)]
pub(crate) mod test_actors;

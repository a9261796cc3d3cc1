//! People. Anyone may see anyone's public face; what is private (mail address, sessions) belongs to `accounts`.
//!
//! Roles build on each other: a member reads and reacts, an author writes posts, an editor edits everyone's, a moderator
//! keeps order, an admin runs the place.
//!
//! Two people of whom one has blocked the other don't meet: `sight.rs` has the conditions for everything that people see of
//! each other. Who has blocked somebody can still look them up, to think better of it.

mod indexed;
mod model;
mod recount;
mod service;
mod sight;
mod store;

pub(crate) use indexed::{refresh, reindex};
pub(crate) use model::shut_out;
pub use model::{DisplayName, Email, Hold, Relationship, Role, User, Username};
pub(crate) use recount::recount;
pub use service::{UserRef, find, get, get_many, known, list};
pub(crate) use service::{are_apart, existing, require_together, together};
pub(crate) use sight::{
    BLOCKS, none_blocked, none_blocked_each, push_in_sight, push_less_out_of_sight, push_none_out_of_sight,
};
pub(crate) use store::{
    Contact, LIVING, REACHABLE, admins, contact, living, lock_both, lock_one, lock_present, push_author, reachable,
    read_author,
};

#[cfg(test)]
pub(crate) mod test_actors;

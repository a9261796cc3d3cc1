//! Invitations: admins invite somebody by mail, with a role.
//!
//! The letter holds a token that works once, for `accounts.invitation_ttl`; whoever has it has shown whose the address is, so
//! that the account that it makes can log in at once. A second invitation to the same address makes the first void. Where
//! registration is closed, invitations are good for nothing.

mod model;
mod policy;
mod service;
mod store;

pub use model::{AcceptInvitationInput, Invitation, InvitationInput};
pub use service::{accept, create, list, revoke};

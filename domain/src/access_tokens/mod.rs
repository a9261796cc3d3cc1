//! Access tokens: what people give to their programs, so that these need no password.
//!
//! A token has scopes and an end, is shown once, and is kept as a hash. It acts for its owner with the owner's role of the
//! moment, within its scopes: it never does more than its owner could now. Only a person in a session makes, lists and
//! revokes tokens; for one that operates or administers they must have proved recently who they are, and whoever gets a
//! token gets a mail, too. A token of a suspended or deleted account is good for nothing. All tokens end with a password
//! reset, because whoever had the password may have made them.

mod model;
mod policy;
mod secret;
mod service;
mod store;

pub use model::{AccessToken, IssuedAccessToken, NAME_MAX, NewAccessTokenInput};
pub use secret::{PREFIX, is_ours};
pub(crate) use service::{all, forget};
pub use service::{authenticate, create, list, revoke, revoke_all};

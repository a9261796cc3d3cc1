//! The value types of accounts.

mod inputs;
mod password;
mod profile;
mod registration;
mod views;

pub use inputs::{ChangePasswordInput, LoginInput, ReauthenticationInput};
pub use password::Password;
pub use profile::{BIO_MAX, ManagedUser, MePatchInput, UserPatchInput};
pub(super) use profile::{MePatch, UserPatch};
pub(super) use registration::NewAccount;
pub use registration::{NewAccountInput, Registration};
pub use views::{AuthTokens, Device, Me, Session};

//! The use cases of accounts, one file per flow.

mod login;
mod register;
mod session;

pub use login::login;
pub use register::{confirm_email, register, request_email_verification};
pub use session::{authenticate, logout, me, refresh};

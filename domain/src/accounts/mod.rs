//! Accounts: registration, confirming the mail address, logging in and staying logged in.
//!
//! An account can log in once its address is confirmed. A login is a session; it lives as long as its refresh token is
//! rotated. A refresh token is good for one use: a second use means that it was copied, and ends the session with every
//! token of it. Whether an address has an account is never told to anyone but its owner, by mail.

mod model;
mod service;
mod store;

pub use model::{AuthTokens, Device, LoginInput, Me, NewAccountInput, Password, Registration};
pub use service::{authenticate, confirm_email, login, logout, me, refresh, register, request_email_verification};

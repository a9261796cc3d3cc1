//! Accounts: registration, confirming the mail address, logging in and staying logged in.
//!
//! An account can log in once its address is confirmed, and is not found by it before. A login is a session; it lives as long as its refresh token is
//! rotated. A refresh token is good for one use: a second use means that it was copied, and ends the session with every
//! token of it. A password is set anew by a mailed link, which ends every session and every access token, or changed by
//! who knows it, which ends the other sessions and every access token. An account that nobody confirms keeps its address from
//! nobody and is removed after a while. What is dangerous takes a recent proof of who asks. Another mail address is agreed to at
//! the present one and confirmed at the new one. Who deletes their account is logged out at once and may come back by a login until the grace is over; then
//! `erasure` takes what is personal. The first admin is made by a link that the server prints, or at the shell. Whether an address has
//! an account is never told to anyone but its owner, by mail.

mod common;
mod jobs;
mod model;
mod policy;
mod service;
mod store;

pub use jobs::{EraseAccount, Link, SendLink};
pub use model::{
    AuthTokens, BIO_MAX, ChangePasswordInput, Device, LoginInput, ManagedUser, Me, MePatchInput, NewAccountInput,
    Password, ReauthenticationInput, Registration, Session, UserPatchInput,
};
pub use service::*;

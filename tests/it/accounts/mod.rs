//! Accounts.

mod registering;
mod sessions;
mod tokens;

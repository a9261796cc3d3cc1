//! Accounts.

mod deleting;
mod emails;
mod erased_at_once;
mod in_flight;
mod passwords;
mod profiles;
mod registering;
mod sessions;
mod setup;
mod tokens;
mod two_factors;

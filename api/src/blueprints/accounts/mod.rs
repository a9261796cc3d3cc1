//! The `accounts` feature on the wire.

pub mod dto;
pub mod ends;
pub mod graphql;
pub mod inputs;
pub mod passwords;
pub mod profiles;
pub mod rest;
pub mod sessions;
pub mod setup;

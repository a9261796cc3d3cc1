//! What admins take in.

mod content;
pub mod dto;
pub mod graphql;
pub mod inputs;
pub mod rest;

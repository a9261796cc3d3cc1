//! The `tags` feature on the wire.

pub mod dto;
pub mod graphql;
pub mod inputs;
pub mod rest;

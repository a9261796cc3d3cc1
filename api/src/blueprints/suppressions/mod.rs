//! The `suppressions` feature on the wire.

pub mod dto;
pub mod events;
pub mod graphql;
pub mod rest;

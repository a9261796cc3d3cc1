//! Rules about what people write, on the wire.

pub mod dto;
pub mod graphql;
pub mod rest;

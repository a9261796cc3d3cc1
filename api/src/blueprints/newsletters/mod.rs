//! The `newsletters` feature on the wire.

pub mod dto;
pub mod graphql;
pub mod rest;

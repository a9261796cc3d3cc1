//! The `follows` feature on the wire.

pub mod graphql;
pub mod rest;

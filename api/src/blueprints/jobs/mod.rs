//! The `jobs` feature on the wire.

pub mod dto;
pub mod graphql;
pub mod inputs;
pub mod params;
pub mod rest;

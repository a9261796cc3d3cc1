//! The `identities` feature on the wire.

pub mod dto;
pub mod flow;
pub mod graphql;
pub mod params;
pub mod rest;

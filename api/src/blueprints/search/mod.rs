//! The `search` feature on the wire.

pub mod connection;
pub mod dto;
pub mod graphql;
pub mod params;
pub mod rest;

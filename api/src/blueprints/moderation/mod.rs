//! The `moderation` feature on the wire.

pub mod dto;
pub mod graphql;
pub mod params;
pub mod rest;

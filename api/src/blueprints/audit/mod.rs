//! The audit log on the wire, for admins.

pub mod dto;
pub mod graphql;
mod params;
pub mod rest;

//! Posts that a person keeps for later.

pub mod dto;
pub mod graphql;
pub mod rest;

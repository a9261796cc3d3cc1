//! Comments on posts and on each other.

pub mod dto;
pub mod graphql;
mod inputs;
mod params;
pub mod rest;

//! What happened, for programs that follow along.

pub mod dto;
pub mod graphql;
mod params;
pub mod rest;

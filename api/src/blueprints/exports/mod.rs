//! What people and admins take along.

pub mod dto;
mod file;
pub mod graphql;
mod params;
pub mod rest;

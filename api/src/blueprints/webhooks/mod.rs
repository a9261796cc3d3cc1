//! Who hears of events, and what they were told.

pub mod dto;
pub mod graphql;
pub mod inputs;
pub mod mutations;
mod params;
pub mod rest;
pub mod sending;

//! The `media` feature on the wire.

mod content;
pub mod dto;
pub mod graphql;
pub mod inputs;
pub mod params;
mod range;
pub mod rest;
mod variants;

pub(super) use range::Asked;
pub(super) use variants::{knows, nothing, wanted};

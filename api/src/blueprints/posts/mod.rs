//! The `posts` feature on the wire.

mod community;
pub mod community_graphql;
pub mod cover;
pub mod dto;
pub mod graphql;
pub mod inputs;
pub mod params;
pub mod preview;
mod published;
pub mod rest;
pub mod revisions;
pub mod revisions_graphql;
pub mod revisions_rest;
pub mod within;

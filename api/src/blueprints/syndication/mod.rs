//! The `syndication` feature on the wire: documents whose forms others have written down, at the addresses where they look for them.

mod atom;
mod embeds;
mod feeds;
mod json_feed;
mod known;
mod maps;
pub mod rest;
mod xml;

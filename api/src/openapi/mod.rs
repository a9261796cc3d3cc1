//! The OpenAPI document: collected from the routes, completed with what is true of every operation.

mod answers;
mod binary;
mod bodies;
mod complete;
mod defaults;
mod document;
mod headers;
mod limits;
mod lists;
mod parameters;
mod shared;
mod unreleased;
mod written;

pub use binary::Binary;
pub use document::document;
pub use unreleased::unreleased;
pub use written::{Item, Operation, Place, WRITTEN, Written};

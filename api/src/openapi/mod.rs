//! The OpenAPI document: collected from the routes, completed with what is true of every operation.

mod complete;
mod document;
mod headers;

pub use document::document;

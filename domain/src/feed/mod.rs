//! What reaches people because they follow somebody.

mod service;
mod store;

pub use service::fan_out;

//! The two documents say the same, and say what this build does.

mod arguments;
mod codes;
mod compatibility;
mod drift;
mod examples;
mod headers;
mod limits;
mod operations;
mod topics;
mod types;

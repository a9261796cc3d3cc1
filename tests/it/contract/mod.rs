//! The two documents say the same, and say what this build does.

mod drift;
mod operations;
mod types;

//! The command line: puts the other crates together and runs them.
//!
//! [`compose`] is the composition itself, so that the system tests start exactly what the binary starts. A command is one
//! small file; what goes wrong in it becomes one line on stderr ([`Failure`]).

mod allocator;
mod args;
mod banner;
mod commands;
pub mod compose;
mod failure;
mod history;
mod logging;
mod out;
mod process;
pub mod schema;
mod signals;
mod table;

pub use failure::Failure;
pub use process::{command, main};

//! What a document says, put in the way in which the executor does what the specification says: fields that are selected twice are
//! merged (6.3.2), what a variable that was not sent would give is left out (6.4.1), and an object of which nothing is selected is empty, not
//! null.

mod given;
mod headers;
mod operation;
mod valid;

pub use given::Given;
pub use operation::{EMPTY, rewritten};
pub use valid::Validator;

#[cfg(test)]
mod tests;

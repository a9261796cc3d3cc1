//! What a command prints.

use std::io::Write;

use crate::Failure;

/// Prints a finished text.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    std::io::stdout()
        .write_all(text.as_bytes())
        .map_err(|error| Failure::new(format!("the outcome can't be printed: {error}")))
}

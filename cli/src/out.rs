//! What a command prints.

use std::io::Write;

use crate::Failure;

/// Prints a finished text.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    std::io::stdout()
        .write_all(harmless(text).as_bytes())
        .map_err(|error| Failure::new(format!("the outcome can't be printed: {error}")))
}

/// The same text without what steers a terminal: names of files in archives, errors of jobs and the like are written by others, who
/// could otherwise rewrite what an operator reads.
pub(crate) fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() && letter != '\n' {
            safe.extend(letter.escape_default());
        } else {
            safe.push(letter);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_others_have_written_steers_no_terminal() {
        assert_eq!(harmless("a\u{1b}[31m\u{7}\u{9b}2J\r\n\u{e9}\n"), "a\\u{1b}[31m\\u{7}\\u{9b}2J\\r\n\u{e9}\n");
    }
}

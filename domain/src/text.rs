//! Text as it is stored: Unicode NFC, without NUL or other control characters, of a bounded length.

use unicode_normalization::UnicodeNormalization;

use crate::fault::Refusal;

/// A line of text: trimmed, NFC, no control characters.
///
/// # Errors
/// `required` when nothing is left, `too_long` beyond `max` characters, `invalid_character` for control characters.
pub fn line(text: &str, max: usize) -> Result<String, Refusal> {
    let line: String = text.trim().nfc().collect();
    if line.chars().any(char::is_control) {
        return Err(Refusal::new("invalid_character", "control characters are not allowed"));
    }
    bounded(line, max)
}

/// Text of many lines: NFC, line ends as `\n`, no control characters but line ends and tabs.
///
/// # Errors
/// `too_long` beyond `max` characters, `invalid_character` for control characters.
pub fn block(text: &str, max: usize) -> Result<String, Refusal> {
    let block: String = text.replace("\r\n", "\n").nfc().collect();
    if block.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Refusal::new("invalid_character", "control characters are not allowed"));
    }
    at_most(block, max)
}

/// Whether a text can be stored at all: PostgreSQL has no NUL. What can't be stored need not be looked for.
#[must_use]
pub fn is_storable(text: &str) -> bool {
    !text.contains('\0')
}

fn bounded(text: String, max: usize) -> Result<String, Refusal> {
    if text.is_empty() {
        return Err(Refusal::new("required", "this must not be empty"));
    }
    at_most(text, max)
}

fn at_most(text: String, max: usize) -> Result<String, Refusal> {
    if text.chars().count() > max {
        return Err(Refusal::new("too_long", format!("at most {max} characters")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_normalised_and_nul_is_refused() {
        assert_eq!(line("  e\u{301}t\u{e9} ", 9).unwrap(), "\u{e9}t\u{e9}");
        assert_eq!(line("a\0b", 9).unwrap_err().code, "invalid_character");
        assert_eq!(block("a\r\nb\tc", 9).unwrap(), "a\nb\tc");
        assert_eq!(block("a\0", 9).unwrap_err().code, "invalid_character");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(line("ééé", 3).is_ok());
        assert_eq!(line("éééé", 3).unwrap_err().code, "too_long");
        assert_eq!(line("   ", 3).unwrap_err().code, "required");
    }
}

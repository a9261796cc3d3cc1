//! Text as it is stored: Unicode NFC, without NUL or other control characters, of a bounded length.

use unicode_normalization::UnicodeNormalization;

use crate::{error::Error, fault::Refusal};

/// A line of text: trimmed, NFC, no control characters, and nothing that would let it pass for another line.
///
/// # Errors
/// `required` when nothing is left, `too_long` beyond `max` characters, `invalid_character` for control characters and what is
/// hidden ([`without_hidden`]).
pub fn line(text: &str, max: usize) -> Result<String, Refusal> {
    let line: String = text.trim().nfc().collect();
    refuse_unprintable(&line, &[])?;
    let line = bounded(line, max)?;
    if line.contains(is_hidden) {
        return Err(Refusal::new("invalid_character", "invisible characters and marks of direction are not allowed"));
    }
    Ok(line)
}

/// A text without the characters that no line may have and that nobody sees: for what comes from elsewhere, where they are common, and
/// for what is only looked for.
#[must_use]
pub fn without_hidden(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// Text of many lines: NFC, line ends as `\n`, no control characters but line ends and tabs.
///
/// # Errors
/// `too_long` beyond `max` characters, `invalid_character` for control characters.
pub fn block(text: &str, max: usize) -> Result<String, Refusal> {
    let block: String = text.replace("\r\n", "\n").nfc().collect();
    refuse_unprintable(&block, &['\n', '\t'])?;
    at_most(block, max)
}

/// Whether a text can be stored at all: PostgreSQL has no NUL. What can't be stored need not be looked for.
#[must_use]
pub fn is_storable(text: &str) -> bool {
    !text.contains('\0')
}

/// Control characters, and what Unicode has set aside as no characters at all: XML can't hold them, so feeds could not.
fn refuse_unprintable(text: &str, but: &[char]) -> Result<(), Refusal> {
    if text.chars().any(|c| c.is_control() && !but.contains(&c)) {
        return Err(Refusal::new("invalid_character", "control characters are not allowed"));
    }
    let is_none = |c: char| u32::from(c) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c);
    if text.chars().any(is_none) {
        return Err(Refusal::new("invalid_character", "this has a code point in it that is no character"));
    }
    Ok(())
}

/// Whether a character makes a line look like another: by being no more than there, by turning the direction of its neighbours, or by
/// making two lines of one. Joiners (U+200C, U+200D) and selectors of variants are none of these, because scripts and emoji are written
/// with them.
const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E001F}'
    )
}

/// Whether nothing is to be seen of a character, wherever it stands: joiners, marks of direction, fillers.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn bounded(text: String, max: usize) -> Result<String, Refusal> {
    if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return Err(Refusal::new("required", "this must not be empty"));
    }
    at_most(text, max)
}

/// Refuses a name to look for that is longer than anything which has one: `pointer` is where it was sent.
///
/// # Errors
/// The fault `too_long` beyond `max` characters.
pub fn no_longer(pointer: &str, name: Option<&str>, max: usize) -> Result<(), Error> {
    match name {
        Some(name) if name.chars().count() > max => {
            Err(Error::invalid(pointer, "too_long", format!("at most {max} characters")))
        }
        _ => Ok(()),
    }
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

    #[test]
    fn a_line_does_not_pass_for_another_by_what_nobody_sees() {
        for text in
            ["A\u{200b}dmin", "Adm\u{202e}nimd", "\u{2066}x", "\u{feff}x", "x\u{200f}", "x\u{2060}", "\u{200e}x"]
        {
            assert_eq!(line(text, 9).unwrap_err().code, "invalid_character", "{text:?}");
            assert!(line(&without_hidden(text), 9).is_ok(), "{text:?}");
            assert_eq!(block(text, 9).unwrap(), text, "they may stand in a text");
        }
        let hidden = "\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{2028}\u{2029}\u{206a}\u{3164}\u{ffa0}\u{fff9}\u{1d173}\u{e0001}";
        for hidden in hidden.chars() {
            let text = format!("Ad{hidden}min");
            assert_eq!(line(&text, 9).unwrap_err().code, "invalid_character", "{text:?}");
            assert_eq!(without_hidden(&text), "Admin", "{text:?}");
        }
        for seen in ["\u{2764}\u{fe0f}", "\u{845b}\u{e0100}"] {
            assert_eq!(line(seen, 9).unwrap(), seen, "a heart in colour, and a name as its bearer writes it");
        }
        assert_eq!(without_hidden("A\u{200b}d\u{202e}min\u{feff}"), "Admin");
        let joined = "\u{646}\u{200c}\u{647}\u{200d}";
        assert_eq!((line(joined, 9).unwrap(), without_hidden(joined)), (joined.to_owned(), joined.to_owned()));
    }

    #[test]
    fn a_line_has_something_to_see_and_nothing_that_is_no_character() {
        assert_eq!(line("\u{200b} \u{2060}\u{feff}", 9).unwrap_err().code, "required");
        assert_eq!(line("👩\u{200d}💻", 9).unwrap(), "👩\u{200d}💻");
        for text in ["a\u{fffe}", "\u{ffff}", "\u{fdd0}", "\u{1ffff}"] {
            assert_eq!(
                (line(text, 9).unwrap_err().code, block(text, 9).unwrap_err().code),
                ("invalid_character", "invalid_character")
            );
        }
    }
}

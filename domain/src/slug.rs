//! Slugs: the readable part of an address.

use deunicode::deunicode;

use crate::fault::Refusal;

/// Most characters of a slug.
pub const SLUG_MAX: usize = 80;

/// What [`is_slug`] says, as a regular expression (ECMA-262).
pub const SLUG_PATTERN: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// Makes a slug of any text: transliterated, lower-case, words joined by `-`. May be empty.
#[must_use]
pub fn make(text: &str) -> String {
    let mut slug = String::new();
    for c in deunicode(text).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
    }
    slug.truncate(SLUG_MAX);
    slug.trim_end_matches('-').to_owned()
}

/// A slug with something behind it, still no longer than a slug may be.
#[must_use]
pub fn with_suffix(slug: &str, suffix: &str) -> String {
    let room = SLUG_MAX.saturating_sub(suffix.len() + 1);
    let stem = slug.get(..room).unwrap_or(slug).trim_end_matches('-');
    format!("{stem}-{suffix}")
}

/// Whether a text is a slug as [`make`] would make it.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty() && make(text) == text
}

/// A slug that somebody has chosen.
///
/// # Errors
/// `too_long` or `invalid_format`. No slug reads like an id, because slugs have no underscore.
pub fn parse(text: &str) -> Result<String, Refusal> {
    if text.chars().count() > SLUG_MAX {
        return Err(Refusal::new("too_long", format!("at most {SLUG_MAX} characters")));
    }
    if !is_slug(text) {
        return Err(Refusal::new(
            "invalid_format",
            "lower-case letters a to z, digits and single hyphens between them",
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_script_becomes_an_address() {
        assert_eq!(make("Grüße, Welt!"), "grusse-welt");
        assert_eq!(make("Don't panic"), "dont-panic");
        assert_eq!(make("北京"), "bei-jing");
        assert_eq!(make("--- !!! ---"), "");
        assert_eq!(make(&"a ".repeat(200)).len(), 79);
    }

    #[test]
    fn a_suffix_takes_the_place_of_what_would_be_too_much() {
        assert_eq!(with_suffix("hello", "2"), "hello-2");
        assert_eq!(with_suffix(&make(&"word ".repeat(40)), "2"), format!("{}word-wor-2", "word-".repeat(14)));
        assert_eq!(with_suffix(&"a".repeat(80), "0a1b2c3d").len(), SLUG_MAX);
    }

    #[test]
    fn the_pattern_says_what_is_a_slug() {
        let pattern = regex::Regex::new(SLUG_PATTERN).unwrap();
        let alphabet = ["a", "z", "0", "9", "-", "A", " ", "ä", "_", "'"];
        let longer = |texts: &[String]| texts.iter().flat_map(|text| alphabet.map(|c| format!("{text}{c}"))).collect();
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            for text in &texts {
                assert_eq!(is_slug(text), pattern.is_match(text), "{text:?}");
            }
            texts = longer(&texts);
        }
    }

    #[test]
    fn a_slug_is_what_would_be_made_of_it() {
        assert!(is_slug("hello-world-2"));
        for text in ["", "Hello", "a--b", "-a", "a-", "a b", "ä"] {
            assert!(!is_slug(text), "{text}");
        }
    }
}

//! Slugs: the readable part of an address.

use deunicode::deunicode;

/// Most characters of a slug.
pub const SLUG_MAX: usize = 80;

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
    fn a_slug_is_what_would_be_made_of_it() {
        assert!(is_slug("hello-world-2"));
        for text in ["", "Hello", "a--b", "-a", "a-", "a b", "ä"] {
            assert!(!is_slug(text), "{text}");
        }
    }
}

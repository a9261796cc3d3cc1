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
    fn a_slug_is_what_would_be_made_of_it() {
        assert!(is_slug("hello-world-2"));
        for text in ["", "Hello", "a--b", "-a", "a-", "a b", "ä"] {
            assert!(!is_slug(text), "{text}");
        }
    }
}

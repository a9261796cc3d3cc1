//! XML documents.

use presswork_domain::{Error, Result};
use serde::Serialize;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// A whole document.
///
/// # Errors
/// `internal` when the thing can't be written: a bug.
pub fn document(root: &str, thing: &impl Serialize) -> Result<String> {
    Ok(format!("{DECLARATION}{}\n", element(root, thing)?))
}

/// What a document begins with.
pub const fn declaration() -> &'static str {
    DECLARATION
}

/// One element.
///
/// # Errors
/// As [`document`].
pub fn element(name: &str, thing: &impl Serialize) -> Result<String> {
    quick_xml::se::to_string_with_root(name, thing).map_err(Error::internal)
}

/// A text without the characters that no XML document can have, not even written as numbers (XML 1.0, section 2.2).
pub fn legal(text: &str) -> String {
    let is_legal =
        |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_legal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Thing {
        #[serde(rename = "@href")]
        href: &'static str,
        #[serde(rename = "$text")]
        text: String,
    }

    #[test]
    fn nothing_of_a_text_is_read_as_markup() {
        let thing = Thing { href: "https://x.example/?a=\"1\"&b=<2>", text: "</a><script>&amp;".to_owned() };
        let written = element("a", &thing).unwrap();
        assert!(!written.contains("<script") && !written.contains("=\"1\""), "{written}");
        assert!(written.contains("&amp;amp;") && written.ends_with("</a>"), "{written}");
    }

    #[test]
    fn what_no_document_can_have_is_left_out() {
        assert_eq!(legal("a\u{0}\u{1}\u{b}b\u{fffe}\u{ffff}c\n\t😀\u{85}"), "abc\n\t😀\u{85}");
    }
}

//! Finds the links in a plain text, so that a confirmation can be clicked.

/// A stretch of text, or an address that starts with `http://` or `https://`.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Link(&'a str),
}

/// The text cut at its links. Put together again, the pieces are the text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((start, end)) = first_link(rest) {
        let (before, link, after) = (&rest[..start], &rest[start..end], &rest[end..]);
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Link(link));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Where the first link starts and ends. Punctuation at its end belongs to the sentence around it.
fn first_link(text: &str) -> Option<(usize, usize)> {
    let start = ["http://", "https://"].into_iter().filter_map(|scheme| text.find(scheme)).min()?;
    let link = &text[start..];
    let end = link.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c)).unwrap_or(link.len());
    let trimmed = link[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'']);
    Some((start, start + trimmed.len()))
}

#[cfg(test)]
mod tests {
    use super::{
        Piece::{Link, Text},
        *,
    };

    #[test]
    fn a_link_ends_before_the_sentence_does() {
        let found = pieces("Confirm at https://a.example/c?t=1&u=2. Or (http://b.example/x)!");
        let expected = [
            Text("Confirm at "),
            Link("https://a.example/c?t=1&u=2"),
            Text(". Or ("),
            Link("http://b.example/x"),
            Text(")!"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn only_web_addresses_are_links() {
        for text in ["", "javascript:alert(1)", "data:text/html,x", "ftp://a.example", "mailto:a@b.example", "HTTPS"] {
            assert!(!pieces(text).iter().any(|piece| matches!(piece, Link(_))), "{text}");
        }
    }

    #[test]
    fn nothing_of_the_text_is_lost() {
        for text in [
            "https://",
            "http://.",
            "ä https://ü.example/ß\u{2028}https://x",
            "<https://a>\"https://b\"",
            "https://https://",
        ] {
            let joined: String = pieces(text).iter().map(|(Text(part) | Link(part))| *part).collect();
            assert_eq!(joined, text);
        }
    }
}

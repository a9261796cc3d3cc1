//! A letter as a page: what its text says, once more in HTML.
//!
//! The text is the only place where words stand. Its paragraphs are told apart by how they begin, which nobody but a letter
//! decides: names and titles stand within a sentence, and what people wrote is quoted.

use askama::Template;

use super::letter::Words;
use crate::{Error, Result};

/// What each line of a quotation begins with.
const QUOTE: &str = "> ";
/// What each line begins with that is to be copied, or followed.
const COPY: &str = "    ";

/// A paragraph.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Words(&'a str),
    /// What somebody wrote.
    Quote(String),
    /// An address of the web alone.
    Link(&'a str),
    /// A token, or a request.
    Copy(String),
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    subject: &'a str,
    parts: Vec<Part<'a>>,
}

/// The page. Everything in it is escaped.
///
/// # Errors
/// `internal` when the template can't be rendered: a bug.
pub(super) fn html(words: &Words) -> Result<String> {
    let parts = words.text.trim_end().split("\n\n").map(part).collect();
    Page { subject: &words.subject, parts }.render().map_err(Error::internal)
}

fn part(paragraph: &str) -> Part<'_> {
    let without = |prefix: &str| paragraph.lines().map(|line| line.strip_prefix(prefix)).collect::<Option<Vec<_>>>();
    if let Some(lines) = without(QUOTE) {
        return Part::Quote(lines.join("\n"));
    }
    match without(COPY).as_deref() {
        None => Part::Words(paragraph),
        Some([address]) if address.starts_with("https://") || address.starts_with("http://") => Part::Link(address),
        Some(lines) => Part::Copy(lines.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words { subject: "A <b>subject</b>".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn paragraphs_are_what_they_begin_with() {
        let text = "Hello Ann,\n\nthe reason:\n\n> it is\n> \n> rude\n\nFollow:\n\n    https://press.example/x\n\nor:\n\n    \
                    POST https://press.example/y\n    {\"a\": 1}\n";
        let parts: Vec<_> = text.trim_end().split("\n\n").map(part).collect();
        let copied = "POST https://press.example/y\n{\"a\": 1}".to_owned();
        assert_eq!(
            parts,
            [
                Part::Words("Hello Ann,"),
                Part::Words("the reason:"),
                Part::Quote("it is\n\nrude".to_owned()),
                Part::Words("Follow:"),
                Part::Link("https://press.example/x"),
                Part::Words("or:"),
                Part::Copy(copied),
            ]
        );
    }

    #[test]
    fn nothing_that_people_write_becomes_markup() {
        let page = html(&words("Hello <script>alert(1)</script>,\n\n> <img src=x onerror=alert(1)>\n\n    a\"b'<c>\n"))
            .unwrap();
        for markup in ["<script", "<img", "<c>", "<b>"] {
            assert!(!page.contains(markup), "{markup}: {page}");
        }
        assert!(page.contains("<blockquote") && page.contains("<pre"), "{page}");
    }
}

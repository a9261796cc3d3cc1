//! Markdown that is read elsewhere than on its page, as text: where its links and pictures lead.

use std::collections::HashMap;

use comrak::{Arena, nodes::NodeValue};
use url::{ParseError, Url};

use super::complexity;

/// Longest label of a reference, in bytes, that is looked at.
const LABEL_MAX: usize = 1_000;

/// A source with other addresses in the place of those of its links and pictures that are relative, which lead nowhere outside of the
/// page. All else stays as it was written: words, code, and addresses that are written with escapes.
#[must_use]
pub(crate) fn readdressed(source: &str, other: impl Fn(&str) -> String) -> String {
    if !source.contains("](") && !source.contains("]:") {
        return source.to_owned();
    }
    let others = relative(source, other);
    let (mut changed, mut done) = (String::with_capacity(source.len()), 0);
    for (at, _) in source.match_indices(']').filter(|_| !others.is_empty()) {
        let Some(opened) = source[at + 1..].strip_prefix(['(', ':']) else { continue };
        if source[at + 1..].starts_with(':') && is_footnote(source, at) {
            continue;
        }
        let target = opened.trim_start_matches([' ', '\t', '\r', '\n', '<']);
        let (start, address) = (source.len() - target.len(), &target[..length(target)]);
        if let Some(other) = others.get(address).filter(|_| start >= done) {
            changed.push_str(&source[done..start]);
            changed.push_str(other);
            done = start + address.len();
        }
    }
    changed.push_str(&source[done..]);
    changed
}

/// The relative addresses of links and pictures, and what stands for each. None of a source that would cost too much to read.
fn relative(source: &str, other: impl Fn(&str) -> String) -> HashMap<String, String> {
    let (arena, mut found) = (Arena::new(), HashMap::new());
    let Ok(root) = complexity::parse(&arena, source) else { return found };
    for node in root.descendants() {
        if let NodeValue::Link(link) | NodeValue::Image(link) = &node.data().value
            && !link.url.is_empty()
            && Url::parse(&link.url) == Err(ParseError::RelativeUrlWithoutBase)
        {
            found.entry(link.url.clone()).or_insert_with(|| other(&link.url));
        }
    }
    found
}

/// Whether the label that ends here is that of a footnote, whose text follows and no address.
fn is_footnote(source: &str, end: usize) -> bool {
    let label = &source.as_bytes()[end.saturating_sub(LABEL_MAX)..end];
    label.iter().rposition(|byte| *byte == b'[').is_some_and(|begin| label.get(begin + 1) == Some(&b'^'))
}

/// How long the address is that stands here: up to a blank, or a bracket that was not opened in it.
fn length(text: &str) -> usize {
    let mut open = 0_usize;
    let ends = |c: char| match c {
        '(' => {
            open += 1;
            false
        }
        ')' if open > 0 => {
            open -= 1;
            false
        }
        ')' | '>' | ']' => true,
        other => other.is_whitespace(),
    };
    text.find(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_home(address: &str) -> String {
        format!("https://press.example/{}", address.trim_start_matches('/'))
    }

    #[test]
    fn links_and_pictures_lead_on_and_all_else_stays() {
        for (source, expected) in [
            ("[link](/posts/foo)", "[link](https://press.example/posts/foo)"),
            ("![pic]( /x.png \"X\")", "![pic]( https://press.example/x.png \"X\")"),
            ("[on](next), and next week", "[on](https://press.example/next), and next week"),
            ("[a](<b>) [c](d_(e))", "[a](<https://press.example/b>) [c](https://press.example/d_(e))"),
            ("[![b](/b.png)](/b)", "[![b](https://press.example/b.png)](https://press.example/b)"),
            ("[a][r]\n\n[r]: /far \"R\"\n", "[a][r]\n\n[r]: https://press.example/far \"R\"\n"),
            ("[a](note)[^1]\n\n[^1]: note\n", "[a](https://press.example/note)[^1]\n\n[^1]: note\n"),
        ] {
            assert_eq!(readdressed(source, at_home), expected);
        }
        for source in [
            "",
            "*no* links",
            "[a](https://o.example/x) <https://o.example>",
            "`[a](/x)`",
            "[a]() b]: c](d",
            "mailto:a@b.example",
        ] {
            assert_eq!(readdressed(source, at_home), source);
        }
    }
}

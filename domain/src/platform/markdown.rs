//! Markdown to HTML, once at the write: `CommonMark` with tables, strikethrough, task lists, autolinks and footnotes, then
//! an allow-list sanitiser. Raw HTML in the source is dropped; nothing that runs in a browser survives.

use std::{collections::HashSet, sync::LazyLock};

use ammonia::Builder;
use comrak::Options;

use super::article::ANCHOR_PREFIX;

/// How many characters an excerpt has at most: what search engines show of a description.
const EXCERPT_CHARS: usize = 160;

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["section", "input", "sup"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("code", ["class"])
        .add_tag_attributes("a", ["id", "class"])
        .add_tag_attributes("li", ["id"])
        .add_tag_attributes("h1", ["id"])
        .add_tag_attributes("h2", ["id"])
        .add_tag_attributes("h3", ["id"])
        .add_tag_attributes("h4", ["id"])
        .add_tag_attributes("h5", ["id"])
        .add_tag_attributes("h6", ["id"])
        .add_tag_attributes("section", ["class"])
        .add_tag_attribute_values("input", "type", ["checkbox"])
        .attribute_filter(keep_attribute)
        .link_rel(Some("nofollow ugc noopener noreferrer"))
        .url_schemes(HashSet::from(["http", "https", "mailto"]));
    builder
});

/// Renders a source to HTML that is safe to put into a page.
#[must_use]
pub fn render(source: &str) -> String {
    sanitise(&comrak::markdown_to_html(source, &options()))
}

/// Lets through what is on the list.
pub(super) fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// What the renderer knows.
pub(super) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options
}

/// The first sentences of rendered HTML as plain text, cut at a word.
#[must_use]
pub fn excerpt(html: &str) -> String {
    let text = Builder::empty().clean(html).to_string();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = unescape(&text);
    match text.char_indices().nth(EXCERPT_CHARS) {
        None => text,
        Some((end, _)) => {
            let cut = text[..end].rfind(' ').unwrap_or(end);
            format!("{}…", &text[..cut])
        }
    }
}

/// The sanitiser escapes these in text; an excerpt is text, not HTML.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", " ").replace("&amp;", "&")
}

/// Only the classes and anchors that the renderer itself makes.
fn keep_attribute<'v>(element: &str, attribute: &str, value: &'v str) -> Option<std::borrow::Cow<'v, str>> {
    let ours = match (element, attribute) {
        ("code", "class") => value.starts_with("language-"),
        (_, "class") => value.starts_with("footnote"),
        ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", "id") => value.starts_with(ANCHOR_PREFIX),
        (_, "id") => value.starts_with("fn-") || value.starts_with("fnref-"),
        _ => true,
    };
    ours.then(|| value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_in_a_browser_does_not_survive() {
        for attack in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "<svg onload=alert(1)>",
            "<iframe src=https://evil.example></iframe>",
            "<a href=\"  java\nscript:alert(1)\">x</a>",
        ] {
            let html = render(attack);
            for danger in ["<script", "onerror", "onload", "javascript:", "data:", "<iframe", "<svg"] {
                assert!(!html.to_lowercase().contains(danger), "{attack} became {html}");
            }
        }
    }

    #[test]
    fn ordinary_markdown_is_rendered() {
        let html = render("# Hi\n\n**bold** ~~gone~~ and\n\n| a |\n|---|\n| b |\n\n```rust\nfn x() {}\n```\n");
        for part in ["<h1>Hi</h1>", "<strong>bold</strong>", "<del>gone</del>", "<td>b</td>", "class=\"language-rust\""]
        {
            assert!(html.contains(part), "{part} missing in {html}");
        }
    }

    #[test]
    fn links_of_writers_are_not_followed_by_search_engines() {
        assert!(render("[x](https://example.org)").contains("rel=\"nofollow ugc noopener noreferrer\""));
    }

    #[test]
    fn an_excerpt_is_plain_text_cut_at_a_word() {
        let text = excerpt(&render(&format!("**a & b** {}", "word ".repeat(60))));
        assert!(text.starts_with("a & b word"), "{text}");
        assert!(text.ends_with("word…") && text.chars().count() <= EXCERPT_CHARS + 1, "{text}");
    }
}

//! Markdown to HTML, once at the write: `CommonMark` with tables, strikethrough, task lists, autolinks and footnotes, then
//! an allow-list sanitiser. Raw HTML in the source is dropped; nothing that runs in a browser survives. What would cost too much is
//! refused (`complexity.rs`).

use std::{borrow::Cow, collections::HashSet, sync::LazyLock};

use ammonia::{Builder, UrlRelative};
use comrak::{Arena, Options, format_html_with_plugins, nodes::NodeValue, options::Plugins, parse_document};

use super::{article::ANCHOR_PREFIX, complexity, plain};
use crate::fault::Refusal;

/// How many characters an excerpt has at most: what search engines show of a description.
const EXCERPT_CHARS: usize = 160;

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(sanitiser);

/// What lets through what is on the list.
fn sanitiser() -> Builder<'static> {
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
}

/// Renders a source to HTML that is safe to put into a page. Takes a while for long texts: not for async threads, see
/// [`super::Renderer`].
///
/// # Errors
/// `too_complex`.
pub fn render(source: &str) -> Result<String, Refusal> {
    render_with(source, &Plugins::default())
}

/// The same with something done differently.
pub(super) fn render_with(source: &str, plugins: &Plugins<'_>) -> Result<String, Refusal> {
    let arena = Arena::new();
    let root = complexity::parse(&arena, source)?;
    let mut html = complexity::Html::of(source);
    format_html_with_plugins(root, &options(), &mut html, plugins).map_err(|_| complexity::too_long())?;
    html.finish(|html| SANITISER.clean(html).to_string())
}

/// Safe HTML with other addresses in the place of those that are relative, which lead nowhere outside of the page.
pub(crate) fn readdressed(html: &str, other: impl Fn(&str) -> String + Send + Sync + 'static) -> String {
    if !has_relative(html) {
        return html.to_owned();
    }
    let other = each(move |address| Some(Cow::Owned(other(address))));
    sanitiser().url_relative(UrlRelative::Custom(Box::new(other))).clean(html).to_string()
}

/// A closure for addresses of whatever life, which inference takes for one of a single life.
const fn each<F: Fn(&str) -> Option<Cow<'_, str>>>(change: F) -> F {
    change
}

/// Whether any address in safe HTML, or what looks like one, is relative. Places on the same page are none.
fn has_relative(html: &str) -> bool {
    let is_relative = |rest: &str| !["http:", "https:", "mailto:", "#"].iter().any(|start| rest.starts_with(start));
    let after = |attribute: &str| html.split(attribute).skip(1).any(is_relative);
    after("href=\"") || after("src=\"")
}

/// The addresses of the pictures in a source, each once, in their order.
#[must_use]
pub(crate) fn pictures(source: &str) -> Vec<String> {
    let arena = Arena::new();
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for node in parse_document(&arena, source, &options()).descendants() {
        if let NodeValue::Image(link) = &node.data().value
            && seen.insert(link.url.clone())
        {
            found.push(link.url.clone());
        }
    }
    found
}

/// A source with another address in the place of this one, wherever it stands as a whole.
#[must_use]
pub(crate) fn with_address(source: &str, from: &str, to: &str) -> String {
    let goes_on = |c: char| c.is_alphanumeric() || "-._~/?#%&=+;:@!$".contains(c);
    let (mut changed, mut rest) = (String::with_capacity(source.len()), source);
    while let Some(at) = rest.find(from).filter(|_| !from.is_empty()) {
        let behind = &rest[at + from.len()..];
        changed.push_str(&rest[..at]);
        let is_whole = !changed.ends_with(goes_on) && !behind.starts_with(goes_on);
        changed.push_str(if is_whole { to } else { from });
        rest = behind;
    }
    changed.push_str(rest);
    changed
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

/// The first sentences of rendered HTML as plain text, cut at a word, without footnotes.
#[must_use]
pub fn excerpt(html: &str) -> String {
    // Nothing else is a section: raw HTML in the source is dropped.
    let html = html.split_once("<section").map_or(html, |(before, _)| before);
    let text = plain::text(html).split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(EXCERPT_CHARS) {
        None => text,
        Some((end, _)) => {
            let cut = text[..end].rfind(' ').unwrap_or(end);
            format!("{}…", &text[..cut])
        }
    }
}

/// What text or a value stands for in HTML as the sanitiser leaves it.
pub(crate) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", " ").replace("&amp;", "&")
}

/// Only the classes and anchors that the renderer itself makes.
fn keep_attribute<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
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
            let html = render(attack).unwrap();
            for danger in ["<script", "onerror", "onload", "javascript:", "data:", "<iframe", "<svg"] {
                assert!(!html.to_lowercase().contains(danger), "{attack} became {html}");
            }
        }
    }

    #[test]
    fn ordinary_markdown_is_rendered() {
        let html = render("# Hi\n\n**bold** ~~gone~~ and\n\n| a |\n|---|\n| b |\n\n```rust\nfn x() {}\n```\n").unwrap();
        for part in ["<h1>Hi</h1>", "<strong>bold</strong>", "<del>gone</del>", "<td>b</td>", "class=\"language-rust\""]
        {
            assert!(html.contains(part), "{part} missing in {html}");
        }
    }

    #[test]
    fn links_of_writers_are_not_followed_by_search_engines() {
        let html = render("[x](https://example.org)").unwrap();
        assert!(html.contains("rel=\"nofollow ugc noopener noreferrer\""), "{html}");
    }

    #[test]
    fn relative_addresses_are_changed_and_nothing_else_is() {
        let source = "# Hi\n\n![a cat](/v1/media/x/640.jpg) [on](next) [far](https://example.org/x)[^1]\n\n`href=\"/x\"`\n\n[^1]: note\n";
        let html = render(source).unwrap();
        let changed =
            readdressed(&html, |address| format!("https://press.example/{}", address.trim_start_matches('/')));
        let expected = html
            .replace("src=\"/v1", "src=\"https://press.example/v1")
            .replace("href=\"next", "href=\"https://press.example/next");
        assert_eq!(changed.replace("https://press.example/#", "#"), expected);
        let absolute = render("[far](https://example.org/x) <me@example.org>").unwrap();
        assert_eq!(readdressed(&absolute, |_| unreachable!()), absolute);
    }

    #[test]
    fn pictures_are_found_however_they_are_written() {
        let source = "![a](https://o.example/a.png \"A\") and [![b](/b.png)](https://o.example/big.png)\n\n![c][c] ![again][c]\n\n\
                      `![no](x.png)` <img src=\"raw.png\">\n\n[c]: <https://o.example/c.png?a=1&amp;b=2>\n";
        assert_eq!(pictures(source), ["https://o.example/a.png", "/b.png", "https://o.example/c.png?a=1&b=2"]);
    }

    #[test]
    fn an_address_is_changed_only_as_a_whole() {
        let source = "![a](https://o.example/a.png) ![b](https://o.example/a.png?w=1) <https://o.example/a.png>, https://o.example/a.png";
        let changed = with_address(source, "https://o.example/a.png", "/new.png");
        assert_eq!(changed, "![a](/new.png) ![b](https://o.example/a.png?w=1) </new.png>, /new.png");
        let changed = with_address("![a](/a.png) ![b](https://far.example/a.png) ![c](/b/a.png)", "/a.png", "/new.png");
        assert_eq!(changed, "![a](/new.png) ![b](https://far.example/a.png) ![c](/b/a.png)");
        assert_eq!(with_address("x", "", "y"), "x");
    }

    #[test]
    fn an_excerpt_has_no_footnotes_and_no_marks_of_them() {
        let html = render("# Title\n\nHello *w*orld[^1], AT&T \\<b>.\n\n- one\n- two\n\n[^1]: The note.\n").unwrap();
        assert_eq!(excerpt(&html), "Title Hello world, AT&T <b>. one two");
    }

    #[test]
    fn an_excerpt_is_plain_text_cut_at_a_word() {
        let text = excerpt(&render(&format!("**a & b** {}", "word ".repeat(60))).unwrap());
        assert!(text.starts_with("a & b word"), "{text}");
        assert!(text.ends_with("word…") && text.chars().count() <= EXCERPT_CHARS + 1, "{text}");
    }
}

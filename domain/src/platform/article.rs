//! Markdown of a post, rendered with what surrounds the text: headings that can be linked to, a table of contents, words
//! counted. The HTML is that of [`super::markdown`] otherwise, through the same sanitiser.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use comrak::{
    Anchorizer,
    adapters::{HeadingAdapter, HeadingMeta},
    nodes::Sourcepos,
    options::Plugins,
};
use serde::{Deserialize, Serialize};

use super::{markdown, plain};
use crate::fault::Refusal;

/// How many headings a table of contents has at most; those beyond are in the text only.
const HEADINGS_MAX: usize = 200;
/// How many characters of a heading it shows.
const HEADING_CHARS: usize = 200;
/// What stands before the anchor of a heading, so that it is mistaken for nothing else in a page.
pub(super) const ANCHOR_PREFIX: &str = "h-";

/// A post, rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// HTML that is safe to put into a page.
    pub html: String,
    /// The beginning as plain text.
    pub excerpt: String,
    /// How many words it has.
    pub words: u32,
    /// Its headings in their order.
    pub contents: Vec<Heading>,
}

/// A heading, as a table of contents shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// From 1, the highest, to 6.
    pub level: u8,
    /// Its words.
    pub text: String,
    /// The `id` of its element in the HTML.
    pub anchor: String,
}

/// Renders the source of a post. Takes a while for long texts: not for async threads, see [`super::Renderer`].
///
/// # Errors
/// `too_complex`.
pub fn render(source: &str) -> Result<Article, Refusal> {
    let headings = Headings::default();
    let mut plugins = Plugins::default();
    plugins.render.heading_adapter = Some(&headings);
    let html = markdown::render_with(source, &plugins)?;
    let excerpt = markdown::excerpt(&html);
    Ok(Article { words: words(&html), excerpt, contents: headings.taken(), html })
}

/// Counts the words of HTML; of scripts without spaces, two signs are one.
#[must_use]
pub fn words(html: &str) -> u32 {
    let (mut words, mut signs, mut inside) = (0_usize, 0_usize, false);
    for c in plain::text(html).chars() {
        match c {
            c if is_unspaced(c) => (signs, inside) = (signs + 1, false),
            c if c.is_alphanumeric() && !inside => (words, inside) = (words + 1, true),
            c if c.is_whitespace() => inside = false,
            _ => {}
        }
    }
    u32::try_from(words + signs.div_ceil(2)).unwrap_or(u32::MAX)
}

/// Chinese and Japanese.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[derive(Default)]
struct Headings(Mutex<(Anchorizer, Vec<Heading>)>);

impl Headings {
    fn taken(self) -> Vec<Heading> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }
}

impl HeadingAdapter for Headings {
    fn enter(&self, output: &mut dyn fmt::Write, heading: &HeadingMeta, _: Option<Sourcepos>) -> fmt::Result {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let anchor = format!("{ANCHOR_PREFIX}{}", seen.0.anchorize(&heading.content));
        write!(output, "<h{} id=\"{anchor}\">", heading.level)?;
        if seen.1.len() < HEADINGS_MAX {
            let text = heading.content.chars().take(HEADING_CHARS).collect();
            seen.1.push(Heading { level: heading.level, text, anchor });
        }
        Ok(())
    }

    fn exit(&self, output: &mut dyn fmt::Write, heading: &HeadingMeta) -> fmt::Result {
        writeln!(output, "</h{}>", heading.level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_linked_from_the_table_of_contents() {
        let article = render("# One *two*\n\nText.\n\n## One two\n\n### Ünï").unwrap();
        let found: Vec<_> =
            article.contents.iter().map(|it| (it.level, it.text.as_str(), it.anchor.as_str())).collect();
        assert_eq!(found, [(1, "One two", "h-one-two"), (2, "One two", "h-one-two-1"), (3, "Ünï", "h-ünï")]);
        for (level, _, anchor) in found {
            assert!(article.html.contains(&format!("<h{level} id=\"{anchor}\">")), "{}", article.html);
        }
    }

    #[test]
    fn code_keeps_the_class_of_its_language_and_footnotes_their_links() {
        let html = render("A[^1]\n\n```rust\nfn x() {}\n```\n\n[^1]: note\n").unwrap().html;
        for part in ["<code class=\"language-rust\">", "href=\"#fn-1\"", "id=\"fnref-1\"", "id=\"fn-1\""] {
            assert!(html.contains(part), "{part} missing in {html}");
        }
    }

    #[test]
    fn nothing_of_a_heading_leaves_its_attribute() {
        let html = render("# a\"><script>alert(1)</script> `<img src=x onerror=y>`").unwrap().html;
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    }

    #[test]
    fn a_table_of_contents_has_an_end() {
        let article = render(&"# x\n\n".repeat(1000)).unwrap();
        assert_eq!(article.contents.len(), HEADINGS_MAX);
        assert!(article.html.contains("id=\"h-x-999\""));
    }

    #[test]
    fn words_are_counted_without_their_tags() {
        assert_eq!(words("<p>It's <em>one</em> two-three</p>\n<p>four</p>"), 4);
        assert_eq!(words("<p>世界世界</p>"), 2);
        assert_eq!(words("<p>th<em>r</em>ee &amp; four &lt; <del>fi</del>ve</p>"), 3);
        assert_eq!(words(&render("One[^1] two.\n\n[^1]: three\n").unwrap().html), 3);
        assert_eq!(words(""), 0);
    }
}

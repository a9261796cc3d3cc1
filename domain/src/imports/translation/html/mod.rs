//! HTML as Markdown, by htmd, with what posts of other products have besides: embeds, captions, cards, bare tables.
//!
//! htmd goes down the tree by recursion, so that the tree is measured first: what is nested too deeply is refused.

mod addresses;
mod elements;
mod measure;
mod tables;

use std::sync::Arc;

use htmd::{
    Element, HtmlToMarkdown,
    element_handler::{HandlerResult, Handlers},
    options::{BulletListMarker, Options},
};

use self::{
    addresses::linked,
    elements::{caption, code, embed, gone, image, link, preformatted, strong, tick},
    measure::{is_deeper, work},
    tables::{cell, row, rows, table},
};
use super::{Links, printable};

/// Most bytes of the HTML of a post: with all its markup more than the longest post.
pub(in crate::imports) const HTML_MAX: usize = 4 << 20;
/// Most elements within each other: far more than any editor makes, and few enough for the stack of a thread.
const DEPTH_MAX: usize = 100;
/// Most elements that a parser may have to look at: ten for each of a hundred thousand tags.
const WORK_MAX: usize = 1_000_000;
/// The class of what is Markdown already.
const SOURCE: &str = "presswork-source";
/// Elements that nothing is to be read of.
const SKIPPED: [&str; 15] = [
    "button", "canvas", "form", "head", "link", "meta", "noscript", "option", "script", "select", "style", "svg",
    "template", "textarea", "title",
];

/// Text as it stands in HTML.
pub(in crate::imports) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// HTML that becomes this Markdown as it is.
pub(in crate::imports) fn source_block(markdown: &str) -> String {
    format!("<pre class=\"{SOURCE}\"><code class=\"{SOURCE}\">{}</code></pre>", escaped(markdown))
}

/// Makes Markdown of HTML.
pub(in crate::imports) struct Converter {
    htmd: HtmlToMarkdown,
}

impl Converter {
    /// One for the posts of a source.
    pub(in crate::imports) fn new(links: &Arc<Links>) -> Self {
        let options = Options {
            bullet_list_marker: BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            ..Options::default()
        };
        let of = |what: fn(&Links, &dyn Handlers, Element<'_>) -> Option<HandlerResult>| {
            let links = Arc::clone(links);
            move |handlers: &dyn Handlers, element: Element<'_>| what(&links, handlers, element)
        };
        let builder = HtmlToMarkdown::builder()
            .options(options)
            .scripting_enabled(false)
            .skip_tags(SKIPPED.to_vec())
            .add_handler(vec!["a"], of(link))
            .add_handler(vec!["img"], of(image))
            .add_handler(vec!["iframe", "embed", "object", "video", "audio", "source"], of(embed))
            .add_handler(vec!["figcaption"], of(caption))
            .add_handler(vec!["summary", "dt"], of(strong))
            .add_handler(vec!["del", "s", "strike"], of(gone))
            .add_handler(vec!["input"], of(tick))
            .add_handler(vec!["table"], of(table))
            .add_handler(vec!["thead", "tbody", "tfoot"], of(rows))
            .add_handler(vec!["tr", "caption"], of(row))
            .add_handler(vec!["td", "th"], of(cell))
            .add_handler(vec!["pre"], of(preformatted))
            .add_handler(vec!["code"], of(code));
        Self { htmd: builder.build() }
    }

    /// The Markdown.
    ///
    /// # Errors
    /// A sentence about what is wrong with the HTML.
    pub(in crate::imports) fn markdown(&self, html: &str) -> Result<String, String> {
        if html.len() > HTML_MAX {
            return Err(format!("its HTML is longer than {HTML_MAX} bytes"));
        }
        let deep = || "its HTML is nested too deeply".to_owned();
        let html = printable(html);
        let html = linked(&html);
        if work(&html) > WORK_MAX {
            return Err(deep());
        }
        let tree = self.htmd.html_to_tree(&html).map_err(|error| error.to_string())?;
        if is_deeper(&tree, DEPTH_MAX) {
            return Err(deep());
        }
        let markdown = printable(&self.htmd.tree_to_markdown(&tree));
        let markdown = markdown.trim_matches('\n').trim_end();
        Ok(if markdown.is_empty() { String::new() } else { format!("{markdown}\n") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::article;

    fn converted(html: &str) -> String {
        let mut links = Links::new(Some("https://blog.example"));
        links.add("7", "rain").unwrap();
        Converter::new(&Arc::new(links)).markdown(html).unwrap()
    }

    #[test]
    fn what_posts_are_made_of_becomes_markdown() {
        for (html, markdown) in [
            (
                "<h2>One</h2><p>Two <b>three</b> <em>four</em><br>five <del>six</del></p>",
                "## One\n\nTwo **three** *four*  \nfive ~~six~~\n",
            ),
            ("<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul>", "- one\n  - two\n- three\n"),
            ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two\n"),
            ("<blockquote><p>one</p><p>two</p></blockquote>", "> one\n> \n> two\n"),
            (
                "<pre><code class=\"language-rust\">fn x() {\n    *y\n}</code></pre>",
                "```rust\nfn x() {\n    *y\n}\n```\n",
            ),
            ("<pre>a *b*\n  c</pre>", "```\na *b*\n  c\n```\n"),
            ("<p>1. no list, *no* emphasis, [no](link)</p>", "1\\. no list, \\*no\\* emphasis, \\[no\\](link)\n"),
            (
                "<table><caption>Of</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>b|c</td></tr></tbody></table>",
                "Of\n\n| a |\n| - |\n| b\\|c |\n",
            ),
            (
                "<table><tr><td>a <b>b</b></td><td>c<br>d</td></tr><tr><td><p>e</p><p>f</p></td></tr></table>",
                "|  |  |\n| - | - |\n| a **b** | c d |\n| e f |\n",
            ),
            ("<table><tr><td>one</td></tr><tr><td>two</td></tr></table>", "one\n\ntwo\n"),
            ("<dl><dt>Rain</dt><dd>Water</dd></dl>", "**Rain**\n\nWater\n"),
            ("<p><input type=checkbox checked> done</p>", "[x] done\n"),
        ] {
            assert_eq!(converted(html), markdown, "{html}");
        }
    }

    #[test]
    fn what_is_markdown_already_leads_where_html_does() {
        for (source, markdown) in [
            ("[a](__GHOST_URL__/rain/) and [b](/rain/)", "[a](rain) and [b](rain)\n"),
            ("![c](__GHOST_URL__/content/c_d.png)", "![c](https://blog.example/content/c_d.png)\n"),
            (
                "<img src=\"__GHOST_URL__/content/e.png\">\n\n__GHOST_URL__/f/ [g](https://g.example)",
                "<img src=\"https://blog.example/content/e.png\">\n\nhttps://blog.example/f/ [g](https://g.example)\n",
            ),
        ] {
            assert_eq!(converted(&source_block(source)), markdown, "{source}");
        }
    }

    #[test]
    fn links_pictures_and_embeds_lead_where_they_did() {
        for (html, markdown) in [
            ("<p>See <a href=\"/rain/\">the rain</a>.</p>", "See [the rain](rain).\n"),
            ("<p><a href=\"https://a.example/x_y\">https://a.example/x_y</a></p>", "<https://a.example/x_y>\n"),
            ("<p><a href=\"javascript:alert(1)\">x</a></p>", "x\n"),
            ("<p><a href=\"https://a.example/b_(c)\">x</a></p>", "[x](<https://a.example/b_(c)>)\n"),
            (
                "<figure><img src=\"/i/a%20b.png\" alt=\"A [cat]\"><figcaption>A cat</figcaption></figure>",
                "![A \\[cat\\]](https://blog.example/i/a%20b.png)\n\n*A cat*\n",
            ),
            ("<img src=\"data:image/gif;base64,x\" data-src=\"/lazy.png\">", "![](https://blog.example/lazy.png)\n"),
            (
                "<iframe src=\"https://www.youtube.com/embed/a_b?rel=0\"></iframe>",
                "<https://www.youtube.com/watch?v=a_b>\n",
            ),
            (
                "<video controls><source src=\"/v.mp4\"><source src=\"/v.webm\"></video>",
                "<https://blog.example/v.mp4>\n",
            ),
            ("<a href=\"/rain/\"><div><h3>Card</h3><p>Wet</p></div></a>", "[Card Wet](rain)\n"),
        ] {
            assert_eq!(converted(html), markdown, "{html}");
        }
    }

    #[test]
    fn addresses_in_a_text_lead_where_they_did() {
        for (html, address) in [
            ("<p>See https://x.example/a_b_c?d_e=1</p>", "https://x.example/a_b_c?d_e=1"),
            ("<p><b>https://x.example/a*b*c</b>, or</p>", "https://x.example/a*b*c"),
            ("<ul><li>www.x.example/f_g.</li></ul>", "http://www.x.example/f_g"),
            ("Write to a_b@x.example!", "mailto:a_b@x.example"),
            ("<p>https://x.example/plain</p>", "https://x.example/plain"),
        ] {
            let shown = article::render(&converted(html)).unwrap().html;
            assert!(shown.contains(&format!("<a href=\"{address}\"")), "{html} became {shown}");
            assert!(!shown.contains('\\') && !shown.contains("%5C"), "{html} became {shown}");
            assert_eq!(shown.matches("<a ").count(), 1, "{html} became {shown}");
        }
        assert_eq!(converted("<p>https://blog.example/rain and a_b</p>"), "https://blog.example/rain and a\\_b\n");
    }

    #[test]
    fn what_is_markdown_already_stays_as_it_is() {
        let source = "# One\n\n- *two* <b>\n\n```\n<&>\n```";
        assert_eq!(converted(&format!("<p>a</p>{}<p>b</p>", source_block(source))), format!("a\n\n{source}\n\nb\n"));
    }

    #[test]
    fn nothing_hostile_is_shown_of_it() {
        for html in [
            "<script>alert(1)</script>a",
            "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)></svg>",
            "<a href=\"java&#10;script:alert(1)\">x</a>",
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
            "<iframe src=\"javascript:alert(1)\"></iframe>",
            "<pre class=\"presswork-source\"><code class=\"presswork-source\">&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>",
        ] {
            let shown = article::render(&converted(html)).unwrap().html.to_lowercase();
            for danger in ["<script", "onerror", "onload", "javascript:", "<iframe", "<svg"] {
                assert!(!shown.contains(danger), "{html} became {shown}");
            }
        }
    }

    #[test]
    fn what_is_nested_too_deeply_is_refused_and_nothing_else_is() {
        let links = Arc::new(Links::new(None));
        let converter = Converter::new(&links);
        for html in [
            "<div>".repeat(1_000_000 / 5),
            "<div>".repeat(500),
            "<b><i>".repeat(2000),
            "<ul><li>".repeat(300),
            // Each paragraph would begin with all of them.
            format!(
                "{}{}",
                (0..500).map(|n| format!("<b id={n}>")).collect::<Vec<_>>().concat(),
                "<p>x".repeat(500_000)
            ),
            "x".repeat(HTML_MAX + 1),
        ] {
            assert!(converter.markdown(&html).is_err(), "{}", &html[..20]);
        }
        // One long cell does not make the others long.
        let table = format!("<table><tr><td>a</td><td>{}</td></tr>{}", "b".repeat(100_000), "<tr><td>c".repeat(10_000));
        assert!(converter.markdown(&table).unwrap().len() < 200_000);
        let deep = format!("{}x{}", "<div>".repeat(DEPTH_MAX - 4), "</div>".repeat(DEPTH_MAX - 4));
        assert_eq!(converter.markdown(&deep).unwrap(), "x\n");
        assert_eq!(converter.markdown(&"<br><img src=x>".repeat(5000)).unwrap().matches("![]").count(), 5000);
        assert_eq!(converter.markdown("").unwrap(), "");
    }
}

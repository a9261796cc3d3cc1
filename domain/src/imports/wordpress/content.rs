//! The text of a post or comment as HTML that says all by itself. Where no blocks are in it, blank lines part paragraphs, as `wpautop` of
//! WordPress has it.

use super::shortcodes::{Attachments, link, replaced};

/// Elements that stand beside paragraphs, not in them.
const BLOCKS: [&str; 40] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "li",
    "menu",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "ul",
];
/// Elements in which line ends are line ends.
const KEPT: [&str; 3] = ["pre", "script", "style"];

/// The HTML of the post of this number.
pub(super) fn html(content: &str, attachments: &Attachments, post: u64) -> String {
    let content = content.replace("\r\n", "\n").replace('\r', "\n");
    let has_blocks = content.contains("<!-- wp:");
    let text = elsewhere(&content, |text| replaced(text, attachments, post));
    elsewhere(&text, |text| if has_blocks { linked(text) } else { paragraphs(text) })
}

/// The HTML of a comment.
pub(super) fn comment(content: &str) -> String {
    elsewhere(&content.replace("\r\n", "\n"), paragraphs)
}

/// Changes what is not preformatted.
fn elsewhere(text: &str, change: impl Fn(&str) -> String) -> String {
    let lower = text.to_ascii_lowercase();
    let (mut html, mut done) = (String::with_capacity(text.len()), 0);
    let mut at = 0;
    while let Some(found) = lower[at..].find('<').map(|length| at + length) {
        at = found + 1;
        let Some(kept) = KEPT.into_iter().find(|name| name_at(&lower[at..]) == *name) else { continue };
        let end = format!("</{kept}>");
        let end = lower[found..].find(&end).map_or(lower.len(), |length| found + length + end.len());
        html.push_str(&change(&text[done..found]));
        html.push_str(&text[found..end]);
        (done, at) = (end, end);
    }
    html.push_str(&change(&text[done..]));
    html
}

/// The name of a tag behind its `<` or `</`.
fn name_at(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// An address alone on its line is a link: what WordPress would embed.
fn linked(text: &str) -> String {
    let is_address = |line: &str| {
        let is_web = line.starts_with("https://") || line.starts_with("http://");
        is_web && !line.contains(|c: char| c.is_whitespace() || c == '<' || c == '"')
    };
    let lines = text.split('\n').map(|line| if is_address(line.trim()) { link(line.trim()) } else { line.to_owned() });
    lines.collect::<Vec<_>>().join("\n")
}

fn paragraphs(text: &str) -> String {
    let text = parted(&linked(text));
    let (mut html, mut lines) = (String::with_capacity(text.len()), Vec::new());
    for line in text.split('\n').chain([""]) {
        if !line.trim().is_empty() {
            lines.push(line.trim());
            continue;
        }
        let Some(first) = lines.first() else { continue };
        let is_block = first.starts_with("<!--") || tag(first).is_some();
        if is_block {
            html.push_str(&lines.join("\n"));
        } else {
            html.extend(["<p>", &lines.join("<br>\n"), "</p>"]);
        }
        html.push('\n');
        lines.clear();
    }
    html
}

/// With blank lines before and behind everything that stands beside paragraphs.
fn parted(text: &str) -> String {
    let (mut html, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('<') {
        html.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(close) = rest.find('>') else { break };
        let Some(is_end) = tag(rest) else {
            html.push('<');
            rest = &rest[1..];
            continue;
        };
        let (tag, behind) = rest.split_at(close + 1);
        if !tag.starts_with("</") {
            html.push_str("\n\n");
        }
        html.push_str(tag);
        if is_end {
            html.push_str("\n\n");
        }
        rest = behind;
    }
    html.push_str(rest);
    html
}

/// Whether a text begins with the tag of a block: some, and whether the block is over behind it.
fn tag(text: &str) -> Option<bool> {
    let inner = text.strip_prefix('<')?;
    let is_end = inner.starts_with('/');
    let name = name_at(inner.trim_start_matches('/'));
    let block = BLOCKS.into_iter().find(|block| name.eq_ignore_ascii_case(block))?;
    Some(is_end || block == "hr")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &str) -> String {
        html(content, &Attachments::default(), 1)
    }

    #[test]
    fn blank_lines_part_paragraphs_where_there_are_no_blocks() {
        for (content, expected) in [
            ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
            (
                "one <b>two</b>\r\n\r\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nthree",
                "<p>one <b>two</b></p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>three</p>\n",
            ),
            ("a\n<pre>b\n  c</pre>\nd", "<p>a</p>\n<pre>b\n  c</pre><p>d</p>\n"),
            ("a<hr />b", "<p>a</p>\n<hr />\n<p>b</p>\n"),
            ("a\n<!--more-->\n\nb", "<p>a<br>\n<!--more--></p>\n<p>b</p>\n"),
            ("a < b", "<p>a < b</p>\n"),
        ] {
            assert_eq!(of(content).replace("\n\n", "\n"), expected, "{content}");
        }
    }

    #[test]
    fn blocks_are_left_as_they_are_but_for_addresses_alone() {
        let block = "<!-- wp:paragraph -->\n<p>one\n\ntwo</p>\n<!-- /wp:paragraph -->";
        assert_eq!(of(block), block);
        let embed = "<!-- wp:embed -->\n<figure><div>\nhttps://youtu.be/a_b\n</div></figure>";
        assert!(of(embed).contains("<a href=\"https://youtu.be/a_b\">https://youtu.be/a_b</a>"), "{}", of(embed));
        let code = "<!-- wp:code -->\n<pre class=\"wp-block-code\"><code>[gallery]\nhttps://a.example/\n</code></pre>";
        assert_eq!(of(code), code);
    }
}

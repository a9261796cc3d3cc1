//! Lexical, in which Ghost keeps text since 5.60: a tree of nodes.

use serde_json::Value;

use super::cards::{self, attribute, parsed, text};
use crate::imports::translation::escaped;

/// Elements of the bits of a text's format, from the first on; none is for what Markdown has not.
const FORMATS: [Option<&str>; 8] =
    [Some("strong"), Some("em"), Some("s"), None, Some("code"), Some("sub"), Some("sup"), Some("mark")];

/// A document as HTML.
///
/// # Errors
/// A sentence about why it can't be read.
pub(super) fn html(document: &str) -> Result<String, String> {
    // At most 128 deep, which is what the parser allows: going down by recursion has an end.
    let document = parsed("lexical", document)?;
    let Some(nodes) = document["root"]["children"].as_array() else {
        return Err("lexical: there is no root".to_owned());
    };
    let mut html = String::new();
    for node in nodes {
        push(&mut html, node);
    }
    Ok(html)
}

fn push(html: &mut String, node: &Value) {
    match text(node, "type").trim_start_matches("extended-") {
        "text" => html.push_str(&formatted(node)),
        "linebreak" => html.push_str("<br>"),
        "tab" => html.push(' '),
        "paragraph" => element(html, "p", "", node),
        "quote" | "aside" => element(html, "blockquote", "", node),
        "heading" => {
            let level = ["h1", "h2", "h3", "h4", "h5", "h6"].into_iter().find(|tag| *tag == text(node, "tag"));
            element(html, level.unwrap_or("h2"), "", node);
        }
        "link" | "autolink" | "at-link" => element(html, "a", &attribute("href", text(node, "url")), node),
        "list" => {
            let start = node["start"].as_u64().filter(|start| *start != 1).map(|start| start.to_string());
            let tag = if text(node, "listType") == "number" { "ol" } else { "ul" };
            element(html, tag, &attribute("start", &start.unwrap_or_default()), node);
        }
        "listitem" => {
            let tick = match node["checked"].as_bool() {
                Some(true) => "<input type=\"checkbox\" checked>",
                Some(false) => "<input type=\"checkbox\">",
                None => "",
            };
            html.push_str("<li>");
            html.push_str(tick);
            children(html, node);
            html.push_str("</li>");
        }
        "zwnj" => {}
        kind => match cards::html(kind, node) {
            Some(card) => html.push_str(&card),
            None => children(html, node),
        },
    }
}

fn element(html: &mut String, tag: &str, attributes: &str, node: &Value) {
    html.extend(["<", tag, attributes, ">"]);
    children(html, node);
    html.extend(["</", tag, ">"]);
}

fn children(html: &mut String, node: &Value) {
    node["children"].as_array().into_iter().flatten().for_each(|child| push(html, child));
}

fn formatted(node: &Value) -> String {
    let format = node["format"].as_u64().unwrap_or_default();
    let mut html = escaped(text(node, "text"));
    let marks = FORMATS.iter().enumerate().filter(|(bit, _)| format >> bit & 1 == 1);
    for tag in marks.filter_map(|(_, tag)| *tag).rev() {
        html = format!("<{tag}>{html}</{tag}>");
    }
    html
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nodes_become_html() {
        let text = |text: &str, format: u8| json!({ "type": "extended-text", "text": text, "format": format });
        let document = json!({ "root": { "type": "root", "children": [
            { "type": "extended-heading", "tag": "h3", "children": [text("One & two", 0)] },
            { "type": "paragraph", "children": [text("a", 3), { "type": "linebreak" }, text("b", 16), text("c", 8),
                { "type": "link", "url": "https://a.example/?x=\"", "children": [text("link", 0)] }] },
            { "type": "list", "listType": "number", "start": 3, "children": [
                { "type": "listitem", "children": [text("one", 0)] },
                { "type": "listitem", "checked": true, "children": [text("two", 0)] }] },
            { "type": "extended-quote", "children": [text("said", 0)] },
            { "type": "image", "src": "__GHOST_URL__/a.png", "alt": "A", "caption": "<b>B</b>" },
            { "type": "unheard-of", "children": [{ "type": "paragraph", "children": [text("kept", 0)] }] },
            { "type": "paywall" },
        ]}});
        assert_eq!(
            html(&document.to_string()).unwrap(),
            "<h3>One &amp; two</h3><p><strong><em>a</em></strong><br><code>b</code>c<a href=\"https://a.example/?x=&quot;\">link</a></p>\
             <ol start=\"3\"><li>one</li><li><input type=\"checkbox\" checked>two</li></ol><blockquote>said</blockquote>\
             <figure><img src=\"__GHOST_URL__/a.png\" alt=\"A\"><figcaption><b>B</b></figcaption></figure><p>kept</p>"
        );
    }

    #[test]
    fn what_is_no_document_is_refused() {
        let deep = format!("{}{}", "{\"root\":".repeat(200), "}".repeat(200));
        for (document, words) in [("{", "lexical"), ("{}", "no root"), (deep.as_str(), "recursion limit")] {
            let told = html(document).unwrap_err();
            assert!(told.contains(words), "{document:.20}: {told}");
        }
    }
}

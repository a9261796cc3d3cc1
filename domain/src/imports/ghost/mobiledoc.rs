//! Mobiledoc, in which Ghost kept text from 1.0 on: sections of markers, which open and close marks by their numbers.

use serde_json::Value;

use super::cards::{self, attribute, parsed};
use crate::imports::translation::{HTML_MAX, escaped};

/// Elements that a section or a mark may be.
const TAGS: [&str; 25] = [
    "a",
    "aside",
    "b",
    "blockquote",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "li",
    "mark",
    "ol",
    "p",
    "pull-quote",
    "s",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];

/// A document as HTML.
///
/// # Errors
/// A sentence about why it can't be read.
pub(super) fn html(document: &str) -> Result<String, String> {
    let document = parsed("mobiledoc", document)?;
    let Some(sections) = document["sections"].as_array() else {
        return Err("mobiledoc: there are no sections".to_owned());
    };
    let mut html = String::new();
    for section in sections {
        html.push_str(&self::section(&document, section));
        // A mark or a card may stand in many places, and be long.
        if html.len() > HTML_MAX {
            return Err(format!("its HTML is longer than {HTML_MAX} bytes"));
        }
    }
    Ok(html)
}

/// A section: `[1, tag, markers]`, `[2, address]`, `[3, tag, items]` or `[10, card]`.
fn section(document: &Value, section: &Value) -> String {
    let tag = |at: usize| tag(&section[at]).unwrap_or("p");
    match section[0].as_u64() {
        Some(1) => format!("<{0}>{1}</{0}>", tag(1), markers(document, &section[2])),
        Some(2) => format!("<img{}>", attribute("src", section[1].as_str().unwrap_or_default())),
        Some(3) => {
            let mut items = String::new();
            for item in section[2].as_array().into_iter().flatten() {
                if items.len() > HTML_MAX {
                    break;
                }
                items.extend(["<li>", &markers(document, item), "</li>"]);
            }
            format!("<{0}>{items}</{0}>", tag(1))
        }
        Some(10) => {
            let card = at(&document["cards"], &section[1]);
            cards::html(card[0].as_str().unwrap_or_default(), &card[1]).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Markers: `[0, marks that begin, how many end, text]`, or `[1, ..., atom]`.
fn markers(document: &Value, markers: &Value) -> String {
    let (mut html, mut open) = (String::new(), Vec::new());
    for marker in markers.as_array().into_iter().flatten() {
        if html.len() > HTML_MAX {
            break;
        }
        for mark in marker[1].as_array().into_iter().flatten() {
            let mark = at(&document["markups"], mark);
            let Some(tag) = tag(&mark[0]) else { continue };
            let address = mark[1].as_array().and_then(|it| it.iter().skip_while(|name| *name != "href").nth(1));
            let address = attribute("href", address.and_then(Value::as_str).unwrap_or_default());
            html.extend(["<", tag, &address, ">"]);
            open.push(tag);
        }
        if marker[0] == 1 {
            let atom = at(&document["atoms"], &marker[3]);
            let words = atom[1].as_str().unwrap_or_default();
            html.push_str(&if atom[0] == "soft-return" { "<br>".to_owned() } else { escaped(words) });
        } else {
            html.push_str(&escaped(marker[3].as_str().unwrap_or_default()));
        }
        for _ in 0..marker[2].as_u64().unwrap_or_default() {
            let Some(tag) = open.pop() else { break };
            html.extend(["</", tag, ">"]);
        }
    }
    for tag in open.into_iter().rev() {
        html.extend(["</", tag, ">"]);
    }
    html
}

/// What stands in a list at the place that a number names.
fn at<'a>(list: &'a Value, place: &Value) -> &'a Value {
    let place = place.as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or(usize::MAX);
    &list[place]
}

fn tag(value: &Value) -> Option<&'static str> {
    let name = value.as_str()?.to_lowercase();
    let tag = TAGS.into_iter().find(|tag| *tag == name)?;
    Some(if tag == "pull-quote" || tag == "aside" { "blockquote" } else { tag })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sections_become_html() {
        let document = json!({
            "version": "0.3.1",
            "atoms": [["soft-return", "", {}]],
            "cards": [["card-markdown", { "markdown": "*a*" }], ["hr", {}], ["unheard-of", {}]],
            "markups": [["strong"], ["a", ["href", "https://a.example/"]], ["em"], ["script"]],
            "sections": [
                [1, "h2", [[0, [], 0, "One & two"]]],
                [1, "p", [[0, [0], 0, "a"], [0, [2], 2, "b"], [1, [], 0, 0], [0, [1], 1, "link"], [0, [3, 99], 0, "c"]]],
                [3, "ul", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
                [10, 0], [10, 1], [10, 2], [10, 99], [7],
                [2, "a.png"],
                [1, "script", [[0, [2], 0, "open"]]],
            ],
        });
        assert_eq!(
            html(&document.to_string()).unwrap(),
            "<h2>One &amp; two</h2><p><strong>a<em>b</em></strong><br><a href=\"https://a.example/\">link</a>c</p>\
             <ul><li>one</li><li>two</li></ul><pre class=\"presswork-source\"><code class=\"presswork-source\">*a*</code></pre>\
             <hr><img src=\"a.png\"><p><em>open</em></p>"
        );
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for (document, words) in [("nothing", "mobiledoc"), ("{}", "no sections"), ("[]", "no sections")] {
            assert!(html(document).unwrap_err().contains(words), "{document}");
        }
        let address = format!("https://a.example/{}", "x".repeat(100_000));
        let often = |section: Value| {
            json!({ "markups": [["a", ["href", address]]], "cards": [["html", { "html": address }]],
            "sections": vec![section; 100] })
        };
        let marker = json!([0, [0], 1, "x"]);
        for section in
            [json!([10, 0]), json!([1, "p", vec![&marker; 100]]), json!([3, "ul", vec![json!([&marker]); 100]])]
        {
            assert!(html(&often(section).to_string()).unwrap_err().contains("longer than"));
        }
    }
}

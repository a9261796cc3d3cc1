//! Cards: what stands in a post beside its text. Both formats have the same, with the same members.

use serde_json::Value;

use crate::imports::translation::{HTML_MAX, escaped, source_block};

/// The document of a post; `format` is what it is called.
///
/// # Errors
/// A sentence about why it can't be read.
pub(super) fn parsed(format: &str, document: &str) -> Result<Value, String> {
    if document.len() > HTML_MAX {
        return Err(format!("{format}: it is longer than {HTML_MAX} bytes"));
    }
    serde_json::from_str(document).map_err(|error| format!("{format}: {error}"))
}

/// A member that is a text; empty where there is none.
pub(super) fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().unwrap_or_default()
}

/// An attribute with an address or other words in it.
pub(super) fn attribute(name: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!(" {name}=\"{}\"", escaped(value)) }
}

/// HTML within an element; nothing where there is none.
fn within(element: &str, html: &str) -> String {
    if html.trim().is_empty() { String::new() } else { format!("<{element}>{html}</{element}>") }
}

fn anchor(address: &str, words: &str) -> String {
    let words = if words.trim().is_empty() { address } else { words };
    format!("<a{}>{}</a>", attribute("href", address), escaped(words))
}

/// A card as HTML; none for a kind that is unknown.
pub(super) fn html(kind: &str, card: &Value) -> Option<String> {
    Some(match kind {
        "markdown" | "card-markdown" => source_block(text(card, "markdown")),
        "html" => within("div", text(card, "html")),
        "hr" | "horizontalrule" => "<hr>".to_owned(),
        "image" => figure(&image(card), card),
        "gallery" => {
            let images = card["images"].as_array().into_iter().flatten().map(image).map(|it| within("p", &it));
            figure(&images.collect::<String>(), card)
        }
        "code" | "codeblock" => {
            let language = text(card, "language").split_whitespace().next().unwrap_or_default();
            let class =
                if language.is_empty() { String::new() } else { attribute("class", &format!("language-{language}")) };
            let code = format!("<pre><code{class}>{}</code></pre>", escaped(text(card, "code")));
            format!("{code}{}", within("figcaption", text(card, "caption")))
        }
        "embed" | "bookmark" => figure(&page(card), card),
        "callout" => {
            let words = format!("{} {}", escaped(text(card, "calloutEmoji")), text(card, "calloutText"));
            within("blockquote", words.trim())
        }
        "toggle" => {
            let heading = within("summary", text(card, "heading"));
            within("details", &format!("{heading}<div>{}</div>", text(card, "content")))
        }
        "button" => within("p", &anchor(text(card, "buttonUrl"), text(card, "buttonText"))),
        "file" => {
            let (title, name) = (text(card, "fileTitle"), text(card, "fileName"));
            let link = within("p", &anchor(text(card, "src"), if title.is_empty() { name } else { title }));
            format!("{link}{}", within("p", &escaped(text(card, "fileCaption"))))
        }
        "audio" | "video" => {
            let (title, name) = (text(card, "title"), text(card, "fileName"));
            let link = anchor(text(card, "src"), if title.is_empty() { name } else { title });
            figure(&within("p", &link), card)
        }
        "product" => product(card),
        "header" => {
            let heading = format!("{}{}", within("h2", text(card, "header")), within("p", text(card, "subheader")));
            format!("{heading}{}", call(card))
        }
        "call-to-action" => format!("{}{}", within("div", text(card, "textValue")), call(card)),
        // What only mails and members have.
        "email" | "email-cta" | "paywall" | "signup" | "transistor" => String::new(),
        _ => return None,
    })
}

fn image(card: &Value) -> String {
    let image = format!("<img{}{}>", attribute("src", text(card, "src")), attribute("alt", text(card, "alt")));
    match text(card, "href") {
        "" => image,
        address => format!("<a{}>{image}</a>", attribute("href", address)),
    }
}

fn figure(inner: &str, card: &Value) -> String {
    format!("<figure>{inner}{}</figure>", within("figcaption", text(card, "caption")))
}

/// Something from elsewhere, as a link to it.
fn page(card: &Value) -> String {
    let (metadata, address) = (&card["metadata"], text(card, "url"));
    if address.is_empty() {
        return within("div", text(card, "html"));
    }
    let title =
        [text(metadata, "title"), text(card, "title")].into_iter().find(|it| !it.is_empty()).unwrap_or_default();
    let description = text(metadata, "description");
    format!("{}{}", within("p", &anchor(address, title)), within("p", &escaped(description)))
}

fn product(card: &Value) -> String {
    let image = match text(card, "productImageSrc") {
        "" => String::new(),
        source => format!("<p><img{}></p>", attribute("src", source)),
    };
    let words =
        format!("{}{}", within("h4", text(card, "productTitle")), within("div", text(card, "productDescription")));
    let link = match text(card, "productUrl") {
        "" => String::new(),
        address => within("p", &anchor(address, text(card, "productButton"))),
    };
    format!("{image}{words}{link}")
}

/// The button of a card that has one.
fn call(card: &Value) -> String {
    match text(card, "buttonUrl") {
        "" => String::new(),
        address => within("p", &anchor(address, text(card, "buttonText"))),
    }
}

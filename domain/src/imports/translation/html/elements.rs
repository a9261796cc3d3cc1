//! What elements become that htmd does not know, or knows otherwise.

#![expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "htmd calls handlers so")]

use std::borrow::Cow;

use htmd::{
    Element,
    element_handler::{HandlerResult, Handlers},
};

use super::SOURCE;
use crate::imports::translation::Links;

fn attribute<'a>(element: &Element<'a>, name: &str) -> Option<&'a str> {
    element.attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| &*attr.value)
}

fn has_class(element: &Element<'_>, class: &str) -> bool {
    attribute(element, "class").is_some_and(|classes| classes.split_whitespace().any(|it| it == class))
}

/// An address as Markdown has it in a link.
fn destination(address: &str) -> Cow<'_, str> {
    if address.contains(['(', ')', ' ']) { format!("<{address}>").into() } else { address.into() }
}

pub(super) fn link(links: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let Some(address) = attribute(&element, "href").and_then(|href| links.target(href)) else {
        return Some(content.into());
    };
    // A link is of one line: a heading in it is none any more.
    let words = content.split_whitespace().filter(|word| word.contains(|c| c != '#')).collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return None;
    }
    let shown = words.replace('\\', "");
    if address.contains("://") && (shown == address || format!("{shown}/") == address) {
        return Some(format!("<{address}>").into());
    }
    if address.strip_prefix("mailto:") == Some(shown.as_str()) {
        return Some(format!("<{shown}>").into());
    }
    let before = if content.starts_with(' ') { " " } else { "" };
    let after = if content.ends_with(' ') { " " } else { "" };
    Some(format!("{before}[{words}]({}){after}", destination(&address)).into())
}

pub(super) fn image(links: &Links, _: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let alt = attribute(&element, "alt").unwrap_or_default();
    let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
    if has_class(&element, "wp-smiley") || has_class(&element, "emoji") {
        return Some(alt.into());
    }
    // What is only loaded when it is seen has its address elsewhere.
    let sources = ["data-src", "data-lazy-src", "data-original", "src"].iter();
    let mut sources = sources.filter_map(|name| attribute(&element, name));
    let address = sources.find_map(|source| links.absolute(source))?;
    let alt = alt.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    Some(format!("![{alt}]({})", destination(&address)).into())
}

/// What plays or shows something from elsewhere becomes a link to it.
pub(super) fn embed(links: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let source = ["src", "data-src", "data"].iter().find_map(|name| attribute(&element, name));
    if let Some(address) = source.and_then(|source| links.absolute(source)) {
        return Some(format!("\n\n<{}>\n\n", watched(&address)).into());
    }
    let within = handlers.walk_children(element.node).content;
    let first = within.lines().find(|line| line.starts_with('<'))?;
    Some(format!("\n\n{first}\n\n").into())
}

/// The page of a film instead of the frame that shows it.
fn watched(address: &str) -> String {
    let rest = address.trim_start_matches("https://").trim_start_matches("www.");
    let id = |rest: &str| rest.split(['?', '#', '/', '&']).next().unwrap_or_default().to_owned();
    for (frame, page) in [
        ("youtube.com/embed/", "https://www.youtube.com/watch?v="),
        ("youtube-nocookie.com/embed/", "https://www.youtube.com/watch?v="),
        ("player.vimeo.com/video/", "https://vimeo.com/"),
    ] {
        if let Some(rest) = rest.strip_prefix(frame) {
            return format!("{page}{}", id(rest));
        }
    }
    address.to_owned()
}

pub(super) fn caption(_: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let words = content.trim();
    if words.is_empty() {
        return None;
    }
    let is_plain = !words.contains(['*', '\n']);
    let words = if is_plain { format!("*{words}*") } else { words.to_owned() };
    Some(format!("\n\n{words}\n\n").into())
}

pub(super) fn strong(_: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let words = content.trim();
    let is_plain = !words.is_empty() && !words.contains(['*', '\n']);
    let words = if is_plain { format!("**{words}**") } else { words.to_owned() };
    Some(format!("\n\n{words}\n\n").into())
}

pub(super) fn gone(_: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let words = content.trim();
    let marked = if words.is_empty() { content.clone() } else { content.replacen(words, &format!("~~{words}~~"), 1) };
    Some(marked.into())
}

pub(super) fn tick(_: &Links, _: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    (attribute(&element, "type") == Some("checkbox"))
        .then(|| if attribute(&element, "checked").is_some() { "[x] " } else { "[ ] " }.into())
}

pub(super) fn preformatted(links: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    if has_class(&element, SOURCE) {
        let content = handlers.walk_children(element.node).content;
        return Some(format!("\n\n{}\n\n", links.in_source(content.trim_matches('\n'))).into());
    }
    let content = handlers.fallback(element)?.content;
    let text = content.trim_matches('\n');
    if text.is_empty() || text.starts_with("```") {
        return Some(content.into());
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    Some(format!("\n\n{fence}\n{text}\n{fence}\n\n").into())
}

pub(super) fn code(_: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    if has_class(&element, SOURCE) { Some(handlers.walk_children(element.node)) } else { handlers.fallback(element) }
}

//! Shortcodes: `[name attributes]`, some with an end, for which WordPress puts something in. Those that are not known here stay text, as
//! there where the plugin is missing.

use std::collections::{HashMap, HashSet};

use crate::imports::translation::{HTML_MAX, escaped};

/// Longest beginning of one, in bytes.
const OPENING_MAX: usize = 4000;

/// Most pictures of a gallery that names none.
const PICTURES_MAX: usize = 1000;

/// A file that was uploaded.
#[derive(Debug)]
pub(super) struct Attachment {
    pub url: Box<str>,
    /// What it shows.
    pub alt: Box<str>,
}

/// All of them, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Attachments {
    all: HashMap<u64, Attachment>,
    /// Which were uploaded with a post, by its number.
    of: HashMap<u64, Vec<u64>>,
}

impl Attachments {
    /// Adds one that was uploaded with the post of this number; 0 stands for none.
    pub(super) fn add(&mut self, number: u64, post: u64, attachment: Attachment) {
        if self.all.insert(number, attachment).is_none() {
            self.of.entry(post).or_default().push(number);
        }
    }

    /// That of this number.
    pub(super) fn get(&self, number: u64) -> Option<&Attachment> {
        self.all.get(&number)
    }

    /// The pictures that were uploaded with a post.
    fn pictures_of(&self, post: u64) -> impl Iterator<Item = &Attachment> {
        let all = self.of.get(&post).into_iter().flatten().filter_map(move |number| self.get(*number));
        all.filter(|it| it.is_picture()).take(PICTURES_MAX)
    }
}

impl Attachment {
    /// Whether it is a picture, as far as its ending says.
    fn is_picture(&self) -> bool {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        ending.is_some_and(|it| ["avif", "gif", "jpeg", "jpg", "png", "webp"].contains(&it.as_str()))
    }
}

/// A shortcode that is known.
struct Shortcode<'a> {
    name: &'a str,
    attributes: &'a str,
    /// What stands before its end; none for one that has no end.
    content: Option<&'a str>,
}

/// Puts HTML in the place of those that are known, in the text of the post of this number.
pub(super) fn replaced(text: &str, attachments: &Attachments, post: u64) -> String {
    let (mut html, mut rest) = (String::with_capacity(text.len()), text);
    let mut endless = HashSet::new();
    while let Some(at) = rest.find('[') {
        // A picture may stand in many places; what has become this long is refused.
        if html.len() > HTML_MAX {
            break;
        }
        html.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = if html.ends_with('[') { None } else { found(rest, &mut endless) };
        if let Some((put, length)) = found.and_then(|(code, length)| Some((code.html(attachments, post)?, length))) {
            html.push_str(&put);
            rest = &rest[length..];
        } else {
            html.push('[');
            rest = &rest[1..];
        }
    }
    html.push_str(rest);
    html
}

/// The shortcode at the beginning of a text, and its length. `endless` has the names that have no end behind here.
fn found<'a>(text: &'a str, endless: &mut HashSet<&'a str>) -> Option<(Shortcode<'a>, usize)> {
    let length = text[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')?;
    let name = &text[1..=length];
    let has_end = match name {
        "caption" | "wp_caption" | "code" | "sourcecode" | "embed" => true,
        "gallery" | "audio" | "video" | "youtube" | "vimeo" => false,
        _ => return None,
    };
    let limit = (0..=text.len().min(OPENING_MAX)).rev().find(|at| text.is_char_boundary(*at))?;
    let close = text[..limit].find(']')?;
    let attributes = text[1 + length..close].trim_end_matches('/');
    let after = &text[close + 1..];
    let end = format!("[/{name}]");
    if !has_end {
        let end = if after.starts_with(&end) { end.len() } else { 0 };
        return Some((Shortcode { name, attributes, content: None }, close + 1 + end));
    }
    if endless.contains(name) {
        return None;
    }
    let Some(at) = after.find(&end) else {
        endless.insert(name);
        return None;
    };
    Some((Shortcode { name, attributes, content: Some(&after[..at]) }, close + 1 + at + end.len()))
}

impl Shortcode<'_> {
    /// An attribute, or nothing.
    fn attribute(&self, name: &str) -> Option<&str> {
        let at = self.attributes.match_indices(name).find(|(at, _)| {
            let before = self.attributes[..*at].chars().next_back();
            before.is_none_or(char::is_whitespace) && self.attributes[at + name.len()..].starts_with('=')
        })?;
        let value = &self.attributes[at.0 + name.len() + 1..];
        let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'');
        match quote {
            Some(quote) => value[1..].split(quote).next(),
            None => value.split_whitespace().next(),
        }
    }

    fn html(&self, attachments: &Attachments, post: u64) -> Option<String> {
        let content = self.content.unwrap_or_default();
        match self.name {
            "caption" | "wp_caption" => Some(self.caption(content)),
            "code" | "sourcecode" => {
                let language = self.attribute("language").or_else(|| self.attribute("lang")).unwrap_or_default();
                let class = if language.is_empty() {
                    String::new()
                } else {
                    format!(" class=\"language-{}\"", escaped(language))
                };
                let code = content.trim_matches(['\r', '\n']).replace('<', "&lt;").replace('>', "&gt;");
                Some(format!("\n\n<pre><code{class}>{code}</code></pre>\n\n"))
            }
            "embed" => Some(link(content.trim())),
            "gallery" => self.gallery(attachments, post),
            _ => {
                let names = ["src", "mp4", "webm", "ogv", "m4v", "mp3", "m4a", "ogg", "wav"];
                let bare = || self.attributes.trim_start_matches('=').split_whitespace().next();
                let address = names.iter().find_map(|name| self.attribute(name)).or_else(bare)?;
                address.starts_with("http").then(|| link(address))
            }
        }
    }

    /// Pictures: those that are named, or those that were uploaded with a post. Where none of those that are named is known, it stays.
    fn gallery(&self, attachments: &Attachments, post: u64) -> Option<String> {
        let named = self.attribute("ids").or_else(|| self.attribute("include"));
        let shown: Vec<&Attachment> = if let Some(numbers) = named {
            numbers.split(',').filter_map(|number| attachments.get(number.trim().parse().ok()?)).collect()
        } else {
            let of = self.attribute("id").and_then(|id| id.parse().ok()).unwrap_or(post);
            attachments.pictures_of(of).collect()
        };
        if named.is_some() && shown.is_empty() {
            return None;
        }
        let shown = shown
            .into_iter()
            .map(|it| format!("<figure><img src=\"{}\" alt=\"{}\"></figure>", escaped(&it.url), escaped(&it.alt)));
        Some(["\n\n", &shown.collect::<String>(), "\n\n"].concat())
    }

    /// A picture and what stands below it.
    fn caption(&self, content: &str) -> String {
        let lower = content.to_ascii_lowercase();
        let image = lower.find("<img").and_then(|at| Some(at + lower[at..].find('>')? + 1)).unwrap_or_default();
        let end = lower[image..].trim_start().starts_with("</a>").then(|| lower[image..].find("</a>")).flatten();
        let (image, words) = content.split_at(end.map_or(image, |at| image + at + 4));
        let words = self.attribute("caption").unwrap_or(words).trim();
        format!("\n\n<figure>{image}<figcaption>{words}</figcaption></figure>\n\n")
    }
}

/// An address on a line of its own.
pub(super) fn link(address: &str) -> String {
    format!("\n\n<p><a href=\"{0}\">{0}</a></p>\n\n", escaped(&address.replace("&amp;", "&")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        let mut attachments = Attachments::default();
        let file = |url: &str, alt: &str| Attachment { url: url.into(), alt: alt.into() };
        attachments.add(7, 0, file("https://a.example/cat.png", "A \"cat\""));
        attachments.add(8, 3, file("https://a.example/dog.jpg", ""));
        attachments.add(9, 3, file("https://a.example/dog.pdf", ""));
        replaced(text, &attachments, 3).replace("\n\n", "")
    }

    #[test]
    fn those_that_are_known_become_html() {
        for (text, expected) in [
            (
                "a [caption id=\"x\" width=\"3\"]<a href=\"b\"><img src=\"c\" /></a> <b>Words</b>[/caption] d",
                "a <figure><a href=\"b\"><img src=\"c\" /></a><figcaption><b>Words</b></figcaption></figure> d",
            ),
            (
                "[caption caption='Old words']<img src=\"c\">[/caption]",
                "<figure><img src=\"c\"><figcaption>Old words</figcaption></figure>",
            ),
            (
                "[gallery ids=\"7, 80\"]",
                "<figure><img src=\"https://a.example/cat.png\" alt=\"A &quot;cat&quot;\"></figure>",
            ),
            ("[gallery columns=\"2\"]", "<figure><img src=\"https://a.example/dog.jpg\" alt=\"\"></figure>"),
            ("[gallery id=\"4\"]", ""),
            (
                "[embed]https://a.example/?a=1&amp;b[/embed]",
                "<p><a href=\"https://a.example/?a=1&amp;b\">https://a.example/?a=1&amp;b</a></p>",
            ),
            ("[youtube=https://youtu.be/x]", "<p><a href=\"https://youtu.be/x\">https://youtu.be/x</a></p>"),
            (
                "[video width=\"1\" mp4=\"https://a.example/v.mp4\"][/video]",
                "<p><a href=\"https://a.example/v.mp4\">https://a.example/v.mp4</a></p>",
            ),
            ("[code language=\"rust\"]\na < b\n[/code]", "<pre><code class=\"language-rust\">a &lt; b</code></pre>"),
        ] {
            assert_eq!(html(text), expected, "{text}");
        }
    }

    #[test]
    fn all_else_in_brackets_stays_text() {
        for text in [
            "[sic] a[0] [1] []",
            "[contact-form-7 id=\"1\"]",
            "[caption]no end",
            "[[gallery]]",
            "[gallery ids=\"70,80\"]",
            "[video]",
            "[",
            "[é",
        ] {
            assert_eq!(html(text), text);
        }
        let many = "[caption ".repeat(100_000);
        assert_eq!(replaced(&many, &Attachments::default(), 3), many);
    }
}

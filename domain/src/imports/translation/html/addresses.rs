//! Addresses that stand in a text as they are. A renderer makes links of them, and takes the backslash that Markdown needs before a sign such
//! as `_` for a part of them; so they become links before.

use std::borrow::Cow;

/// Elements in which a text is left as it is.
const KEPT: [&str; 7] = ["a", "code", "pre", "script", "style", "textarea", "title"];
/// What begins an address, and what it lacks to be one.
const BEGINNINGS: [(&str, &str); 3] = [("https://", ""), ("http://", ""), ("www.", "http://")];
/// Longest word, in bytes, that is looked at.
const WORD_MAX: usize = 1000;
/// Signs that Markdown has escaped.
const ESCAPED: [char; 6] = ['_', '*', '[', ']', '`', '\\'];
/// Signs that end a sentence, and no address.
const ENDS: [char; 10] = ['?', '!', '.', ',', ':', ';', '*', '_', '~', '\''];

/// HTML in which those addresses are links that would be broken otherwise.
pub(super) fn linked(html: &str) -> Cow<'_, str> {
    let may_be = html.contains("://") || html.contains("www.") || html.contains('@') || html.contains("WWW.");
    if !may_be || !html.contains(ESCAPED) {
        return html.into();
    }
    let (mut linked, mut rest) = (String::with_capacity(html.len() + 256), html);
    // The element in which nothing is changed, and how many of it are open.
    let mut kept: Option<(&str, usize)> = None;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        push(&mut linked, text, kept.is_some());
        let length = tag_length(tag);
        let (tag, behind) = tag.split_at(length);
        linked.push_str(tag);
        rest = behind;
        let (is_end, name) = name(tag);
        kept = match kept {
            Some((open, 1)) if is_end && name.eq_ignore_ascii_case(open) => None,
            Some((open, count)) if is_end && name.eq_ignore_ascii_case(open) => Some((open, count - 1)),
            // Links do not stand in each other, and scripts have no elements.
            Some((open, count)) if open == "pre" && name.eq_ignore_ascii_case(open) => Some((open, count + 1)),
            None if !is_end => KEPT.into_iter().find(|it| name.eq_ignore_ascii_case(it)).map(|it| (it, 1)),
            same => same,
        };
    }
    push(&mut linked, rest, kept.is_some());
    linked.into()
}

/// How long what begins with `<` is: a comment, a tag with the quotes in it, or only this sign.
fn tag_length(text: &str) -> usize {
    if let Some(comment) = text.strip_prefix("<!--") {
        return comment.find("-->").map_or(text.len(), |at| at + 7);
    }
    if !text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
        return 1;
    }
    let (mut quote, mut is_value) = (None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') if is_value => quote = Some(byte),
            _ => {}
        }
        is_value = byte == b'=' || (is_value && byte.is_ascii_whitespace());
    }
    text.len()
}

/// Whether a tag ends an element, and of which name that is.
fn name(tag: &str) -> (bool, &str) {
    let inner = tag.trim_start_matches('<');
    let name = inner.trim_start_matches('/');
    (inner.starts_with('/'), name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default())
}

fn push(linked: &mut String, text: &str, is_kept: bool) {
    if is_kept || !text.contains(ESCAPED) {
        linked.push_str(text);
        return;
    }
    for word in text.split_inclusive(char::is_whitespace) {
        match found(word) {
            Some((start, end, before)) => {
                let address = &word[start..end];
                linked.push_str(&word[..start]);
                linked.extend(["<a href=\"", before, address, "\">", address, "</a>"]);
                linked.push_str(&word[end..]);
            }
            None => linked.push_str(word),
        }
    }
}

/// Where in a word an address stands that has to be a link, and what it lacks.
fn found(word: &str) -> Option<(usize, usize, &'static str)> {
    if word.len() > WORD_MAX || !word.contains(ESCAPED) {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let begins = |sign: &str| {
        let at = lower.find(sign)?;
        let is_first = !lower[..at].ends_with(|c: char| c.is_alphanumeric());
        let goes_on = lower[at + sign.len()..].starts_with(|c: char| c.is_alphanumeric());
        (is_first && goes_on).then_some(at)
    };
    let (start, end, before) = match BEGINNINGS.iter().find_map(|(sign, before)| Some((begins(sign)?, *before))) {
        Some((start, before)) => (start, start + length(&word[start..]), before),
        None => mail(word).map(|(start, end)| (start, end, "mailto:"))?,
    };
    word[start..end].contains(ESCAPED).then_some((start, end, before))
}

/// How long an address is at the beginning of a text.
fn length(text: &str) -> usize {
    let entities = ["&lt;", "&gt;", "&quot;", "&nbsp;", "&#", "\""];
    let end = entities.iter().filter_map(|it| text.find(it)).min().unwrap_or(text.len());
    let mut address = text[..end].trim_end();
    loop {
        let is_open = |open: char, close: char| address.matches(close).count() > address.matches(open).count();
        let shorter = match address.chars().next_back() {
            _ if address.ends_with("&amp;") => address.strip_suffix("&amp;"),
            Some(')') if is_open('(', ')') => address.strip_suffix(')'),
            Some(']') if is_open('[', ']') => address.strip_suffix(']'),
            Some(sign) if ENDS.contains(&sign) => address.strip_suffix(sign),
            _ => None,
        };
        match shorter {
            Some(shorter) => address = shorter,
            None => return address.len(),
        }
    }
}

/// Where in a word an address of mail stands.
fn mail(word: &str) -> Option<(usize, usize)> {
    let at = word.find('@')?;
    let is_local = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let start = at - word[..at].chars().rev().take_while(|c| is_local(*c)).count();
    let host = word[at + 1..].chars().take_while(|c| is_host(*c)).count();
    let host = word[at + 1..at + 1 + host].trim_end_matches(['.', '-']);
    (start < at && host.contains('.')).then_some((start, at + 1 + host.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_would_be_broken_are_links_and_nothing_else_is() {
        for (html, expected) in [
            (
                "<p>See https://x.example/a_b?c_d=1&amp;e=2.</p>",
                "<p>See <a href=\"https://x.example/a_b?c_d=1&amp;e=2\">https://x.example/a_b?c_d=1&amp;e=2</a>.</p>",
            ),
            ("(www.x.example/f_g)", "(<a href=\"http://www.x.example/f_g\">www.x.example/f_g</a>)"),
            ("to a_b@x.example, now", "to <a href=\"mailto:a_b@x.example\">a_b@x.example</a>, now"),
            ("https://x.example/_a_(b)\n_c_", "<a href=\"https://x.example/_a_(b)\">https://x.example/_a_(b)</a>\n_c_"),
        ] {
            assert_eq!(linked(html), expected);
        }
        for same in [
            "https://x.example/a and _b_",
            "<a href=https://x.example/a_b><b>https://x.example/a_b</b></a>",
            "<img alt=it's src=\"https://x.example/a_b.png\"> <!-- https://x.example/a_b -->",
            "<pre><code>https://x.example/a_b</code> https://x.example/a_b</pre> <code>a_b@x.example</code>",
            "a_b@c x_https://y 1 < 2_3 @ https://_ <",
        ] {
            assert_eq!(linked(same), same);
        }
    }
}

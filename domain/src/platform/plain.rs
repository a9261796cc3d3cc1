//! Rendered HTML as plain text: what is to be read of it, for those who look for words and for excerpts.

/// Elements inside of a word or a sentence; every other one ends what stands before it.
const INLINE: [&str; 12] = ["a", "abbr", "b", "code", "del", "em", "i", "mark", "s", "span", "strong", "u"];

/// The entities that the sanitiser writes.
const ENTITIES: [(&str, char); 6] =
    [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&nbsp;", ' ')];

/// The text of HTML as the sanitiser leaves it, its parts on lines of their own. What is no sign to be seen becomes a space; what only
/// leads to a footnote and back from it is none of the text.
#[must_use]
pub fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        push(&mut text, &rest[..at]);
        rest = if rest[at..].starts_with('<') { tag(&mut text, &rest[at..]) } else { entity(&mut text, &rest[at..]) };
    }
    push(&mut text, rest);
    text
}

fn push(text: &mut String, part: &str) {
    if part.bytes().any(|byte| byte.is_ascii_control()) {
        text.extend(part.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }));
    } else {
        text.push_str(part);
    }
}

/// Passes over a tag, and over what stands in one that leads to a footnote or back; tells what follows.
fn tag<'a>(text: &mut String, rest: &'a str) -> &'a str {
    let Some(end) = rest.find('>') else { return "" };
    let (inside, behind) = (&rest[1..end], &rest[end + 1..]);
    let name = inside.trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if name == "sup" && !inside.starts_with('/') {
        return behind_the("</sup>", behind);
    }
    if name == "a" && inside.contains("class=\"footnote-backref\"") {
        return behind_the("</a>", behind);
    }
    if !INLINE.contains(&name) && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    behind
}

/// What stands behind this tag; nothing where there is none.
fn behind_the<'a>(tag: &str, rest: &'a str) -> &'a str {
    rest.split_once(tag).map_or("", |(_, behind)| behind)
}

/// Writes what an entity stands for, or its `&` when it is none; tells what follows.
fn entity<'a>(text: &mut String, rest: &'a str) -> &'a str {
    let (name, sign) = ENTITIES.iter().find(|(name, _)| rest.starts_with(name)).unwrap_or(&("&", '&'));
    text.push(*sign);
    &rest[name.len()..]
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::platform::markdown;

    #[test]
    fn what_is_to_be_read_stays_and_parts_are_kept_apart() {
        let html = markdown::render("# One\n\nTwo *th*ree `a < b`\n\n- four\n- five & \"six\"\n").unwrap();
        let words: Vec<String> = text(&html).split_whitespace().map(str::to_owned).collect();
        assert_eq!(words, ["One", "Two", "three", "a", "<", "b", "four", "five", "&", "\"six\""]);
    }

    #[test]
    fn marks_of_footnotes_are_no_text_but_their_notes_are() {
        let html = markdown::render("One[^a] two[^a], **th**ree[^b].\n\n[^a]: First.\n[^b]: Second.\n").unwrap();
        let words: Vec<String> = text(&html).split_whitespace().map(str::to_owned).collect();
        assert_eq!(words, ["One", "two,", "three.", "First.", "Second."]);
        assert_eq!(text("a<sup>1"), "a");
    }

    #[test]
    fn what_is_broken_ends_and_what_can_not_be_seen_is_a_space() {
        assert_eq!(text("a <b"), "a ");
        assert_eq!(text("a &b;\u{1}c\td"), "a &b; c d");
    }
}

//! Rendered HTML as plain text: what is to be read of it, for those who look for words and for excerpts.

/// Elements inside of a word or a sentence; every other one ends what stands before it.
const INLINE: [&str; 12] = ["a", "abbr", "b", "code", "del", "em", "i", "mark", "s", "span", "strong", "u"];

/// The entities that the sanitiser writes.
const ENTITIES: [(&str, char); 6] =
    [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&nbsp;", ' ')];

/// The text of HTML as the sanitiser leaves it, its parts on lines of their own. What is no sign to be seen becomes a space.
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

/// Passes over a tag; tells what follows it.
fn tag<'a>(text: &mut String, rest: &'a str) -> &'a str {
    let Some(end) = rest.find('>') else { return "" };
    let name = rest[1..end].trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if !INLINE.contains(&name) && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    &rest[end + 1..]
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
    fn what_is_broken_ends_and_what_can_not_be_seen_is_a_space() {
        assert_eq!(text("a <b"), "a ");
        assert_eq!(text("a &b;\u{1}c\td"), "a &b; c d");
    }
}

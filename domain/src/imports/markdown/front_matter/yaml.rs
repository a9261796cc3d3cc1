//! Front matter in YAML, as far as generators of sites and the people who use them write it: `key: value`, texts bare, in quotes and as
//! blocks, lists in one line and in several. What else YAML has (anchors, tags, what is nested) is known for what it is, and said to be unclear.

use super::{
    Member, Wrong,
    scalar::{block, indent, is_nothing, list, plain, quoted, without_comment},
};

/// What a member says: texts, and whether it is one without quotes.
type Said = Result<(Vec<String>, bool), &'static str>;

/// The members of a document whose first line is the second of its file.
pub(super) fn members(text: &str) -> Result<Vec<Member>, Wrong> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let (mut members, mut at) = (Vec::new(), 0);
    while let Some(line) = lines.get(at) {
        let number = 2 + at as u64;
        at += 1;
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with([' ', '\t']) || *line == "-" || line.starts_with("- ") {
            return Err((number, "this belongs to no `key: value`".to_owned()));
        }
        let (key, first) = key(line).ok_or_else(|| (number, "this is no `key: value`".to_owned()))?;
        let is_open = without_comment(first).is_empty();
        let below = lines[at..].iter().take_while(|line| belongs(line, is_open)).count();
        let said = value(first, &lines[at..at + below]);
        at += below;
        let unclear = said.as_ref().err().copied();
        let (values, is_plain) = said.unwrap_or_default();
        members.push(Member { key, values, is_plain, unclear, line: number });
    }
    Ok(members)
}

/// The key of a line, and what stands behind it.
fn key(line: &str) -> Option<(String, &str)> {
    if line.starts_with(['"', '\'']) {
        let (key, rest) = quoted(line).ok()?;
        return Some((key.to_lowercase(), rest.trim_start().strip_prefix(':')?.trim()));
    }
    let (key, value) = line.split_once(':')?;
    Some((key.trim().to_lowercase(), value.trim()))
}

/// Whether a line belongs to the member above it. Items of a list need not be indented, nor does the end of one.
fn belongs(line: &str, is_open: bool) -> bool {
    let is_item = line == "-" || line.starts_with("- ");
    line.is_empty() || line.starts_with([' ', '\t', ']', '}']) || (is_open && (is_item || line.starts_with('#')))
}

fn value(first: &str, below: &[&str]) -> Said {
    let end = below.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let below = &below[..end];
    let whole = || std::iter::once(first).chain(below.iter().map(|line| line.trim())).collect::<Vec<_>>().join("\n");
    match first.chars().next() {
        None | Some('#') => items(below),
        Some('|' | '>') => block(first, below).map(|text| (some(text), false)),
        Some('[') => alone(list(&whole())?).map(|items| (items, false)),
        Some('"' | '\'') => alone(quoted(&whole())?).map(|text| (some(text), false)),
        Some('{') => Err("one text or a list of texts is expected"),
        Some('&' | '*' | '!' | '%' | '@' | '`') => {
            Err("this sign of YAML is not understood; texts can stand in quotes")
        }
        Some(_) => {
            plain(first, below).map(|text| if is_nothing(&text) { (Vec::new(), false) } else { (vec![text], true) })
        }
    }
}

/// A text that says something.
fn some(text: String) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { vec![text] }
}

/// What was read, where nothing but a comment stands behind it.
fn alone<T>((read, behind): (T, &str)) -> Result<T, &'static str> {
    let is_alone = behind.lines().all(|line| without_comment(line).is_empty());
    if is_alone { Ok(read) } else { Err("something stands behind it") }
}

const DEEP: &str = "this list has more in it than texts";

/// What stands below a key that has nothing beside it: a list, or one text.
fn items(below: &[&str]) -> Said {
    let lines: Vec<&str> = below.iter().copied().filter(|line| !without_comment(line).is_empty()).collect();
    let Some(first) = lines.first() else { return Ok((Vec::new(), false)) };
    let depth = indent(first);
    let item = |line: &str| (line == "-").then_some("").or_else(|| line.strip_prefix("- ")).map(str::to_owned);
    if item(first.trim_start()).is_none() {
        let is_nested = first.contains(": ") || first.ends_with(':');
        return if is_nested {
            Err("one text or a list of texts is expected")
        } else {
            value(first.trim(), &lines[1..])
        };
    }
    let (mut values, mut at) = (Vec::new(), 0);
    while let Some(line) = lines.get(at) {
        let text = item(line.trim_start()).filter(|_| indent(line) == depth).ok_or("this list is not understood")?;
        at += 1;
        let more = lines[at..].iter().take_while(|line| indent(line) > depth).count();
        let text = text.trim();
        let opens = |line: &&str| item(line.trim_start()).is_some();
        if text.is_empty() && more > 0 && lines.get(at).is_some_and(opens) {
            return Err(DEEP);
        }
        let (mut said, is_plain) = value(text, &lines[at..at + more])?;
        if said.len() > 1 || (is_plain && (text.contains(": ") || text.ends_with(':'))) {
            return Err(DEEP);
        }
        values.append(&mut said);
        at += more;
    }
    Ok((values, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(String, Said)> {
        let said = |it: Member| (it.key, it.unclear.map_or(Ok((it.values, it.is_plain)), Err));
        members(text).unwrap().into_iter().map(said).collect()
    }

    fn only(text: &str) -> String {
        let (values, _) = of(text).remove(0).1.unwrap();
        assert_eq!(values.len(), 1, "{text}: {values:?}");
        values[0].clone()
    }

    #[test]
    fn a_text_may_be_of_several_lines() {
        for (text, expected) in [
            ("a: >\n  folded\n  text\n\n  more\nb: 1\n", "folded text\nmore"),
            ("a: >-\n  one\n    deeper\n  two\n", "one\n  deeper\ntwo"),
            ("a: |\n  one\n   two\n\n", "one\n two"),
            ("a: |+2 # kept\n   one\n", " one"),
            ("a: long plain\n  goes on # here\n\n  and on\n", "long plain goes on\nand on"),
            ("a:\n  below it\n", "below it"),
            ("a: \"one\n  two\\n\\u00e9 \\\n  three\"\n", "one two\né three"),
            ("a: 'it''s\n\n  one' # a word\n", "it's\none"),
            ("\"a\": x: y\n", "x: y"),
        ] {
            assert_eq!(only(text), expected, "{text}");
        }
    }

    #[test]
    fn lists_are_of_texts() {
        let three = || Ok((vec!["one".to_owned(), "two, too".to_owned(), "three".to_owned()], false));
        for text in [
            "a: [one, 'two, too',\n  three\n]\n",
            "a:\n- one\n- \"two, too\"\n# a word\n- three\n",
            "a:\n  - one\n  -\n    two, too\n  - >\n    three\n",
        ] {
            assert_eq!(of(text)[0].1, three(), "{text}");
        }
        for nothing in ["a:\n", "a: ~\n", "a: # a word\n", "a: []\n", "a: \"\"\n"] {
            assert_eq!(of(nothing)[0].1, Ok((Vec::new(), false)), "{nothing}");
        }
    }

    #[test]
    fn what_is_not_understood_is_unclear_and_the_rest_is_not() {
        for text in [
            "a: &t [x]\n",
            "a: *t\n",
            "a: {b: c}\n",
            "a:\n  b: c\n",
            "a:\n  - b: c\n",
            "a:\n  - [b, c]\n",
            "a: [b, [c]]\n",
            "a: \"b\" c\n",
            "a: \"b\n",
            "a: \"\\q\"\n",
            "a: b\n  c: d\n",
            "a: |x\n  b\n",
            "a: |\n    b\n  c\n",
        ] {
            let both = of(&format!("{text}z: 1\n"));
            assert!(both[0].1.is_err(), "{text}: {both:?}");
            assert_eq!(both.last().map(|it| &it.1), Some(&Ok((vec!["1".to_owned()], true))), "{text}");
        }
    }
}

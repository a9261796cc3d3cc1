//! Front matter: what stands between two lines of `---` at the beginning of a file. Of YAML it knows what generators of sites write:
//! `key: value`, texts in quotes, lists in one line and in several.

/// A member of front matter, with the line that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub key: String,
    pub values: Vec<String>,
    pub line: u64,
}

/// What is said, and what follows.
pub(super) struct Parts<'a> {
    pub members: Vec<Member>,
    pub body: &'a str,
}

/// Takes a file apart. One without front matter is all body.
///
/// # Errors
/// The line, and what is wrong with it.
pub(super) fn parts(text: &str) -> Result<Parts<'_>, (u64, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return Ok(Parts { members: Vec::new(), body: text });
    };
    let (mut members, mut number, mut at): (Vec<Member>, u64, usize) = (Vec::new(), 1, 0);
    for whole in rest.split_inclusive('\n') {
        number += 1;
        at += whole.len();
        let line = whole.trim_end();
        if line == "---" || line == "..." {
            return Ok(Parts { members, body: &rest[at..] });
        }
        take(&mut members, line, number)?;
    }
    Err((1, "the front matter that begins here does not end".to_owned()))
}

fn take(members: &mut Vec<Member>, line: &str, number: u64) -> Result<(), (u64, String)> {
    let content = line.trim_start();
    if content.is_empty() || content.starts_with('#') {
        return Ok(());
    }
    if let Some(item) = content.strip_prefix("- ") {
        let list = members.last_mut().ok_or_else(|| (number, "an item of no list".to_owned()))?;
        list.values.push(scalar(item));
        return Ok(());
    }
    if content.len() < line.len() {
        // Inside of something that is not known here.
        return Ok(());
    }
    let (key, value) = content.split_once(':').ok_or_else(|| (number, "this is no `key: value`".to_owned()))?;
    let values = match value.trim() {
        "" | "null" | "~" => Vec::new(),
        list if list.starts_with('[') => items(list).ok_or_else(|| (number, "this list does not end".to_owned()))?,
        value => vec![scalar(value)],
    };
    members.push(Member { key: key.trim().to_lowercase(), values, line: number });
    Ok(())
}

/// The items of `[a, "b, c"]`.
fn items(list: &str) -> Option<Vec<String>> {
    let inside = list.strip_prefix('[')?.strip_suffix(']')?;
    let (mut items, mut item, mut quote) = (Vec::new(), String::new(), None);
    for c in inside.chars() {
        match quote {
            None if c == ',' => items.push(std::mem::take(&mut item)),
            None if (c == '"' || c == '\'') && item.trim().is_empty() => {
                quote = Some(c);
                item.push(c);
            }
            Some(open) if c == open => {
                quote = None;
                item.push(c);
            }
            _ => item.push(c),
        }
    }
    items.push(item);
    Some(items.iter().map(|item| scalar(item)).filter(|item| !item.is_empty()).collect())
}

/// A text without its quotes, or without the comment behind it.
fn scalar(text: &str) -> String {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return match quote {
                '"' => inside.replace("\\\"", "\"").replace("\\\\", "\\"),
                _ => inside.replace("''", "'"),
            };
        }
    }
    text.split(" #").next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(String, Vec<String>, u64)> {
        parts(text).ok().unwrap().members.into_iter().map(|it| (it.key, it.values, it.line)).collect()
    }

    #[test]
    fn front_matter_is_what_generators_write() {
        let text = "---\ntitle: \"Say \\\"hi\\\"\"\n# a word\nDate: 2020-01-31 # when\ntags: [rust, 'a, b']\nmore:\n  - one\n  - \"two\"\n\
                    nested:\n  deep: 1\ndraft: true\n---\nBody\n";
        let one = |key: &str, values: &[&str], line| {
            (key.to_owned(), values.iter().map(|it| (*it).to_owned()).collect(), line)
        };
        let expected = [
            one("title", &["Say \"hi\""], 2),
            one("date", &["2020-01-31"], 4),
            one("tags", &["rust", "a, b"], 5),
            one("more", &["one", "two"], 6),
            one("nested", &[], 9),
            one("draft", &["true"], 11),
        ];
        assert_eq!(said(text), expected);
        assert_eq!(parts(text).ok().unwrap().body, "Body\n");
    }

    #[test]
    fn a_file_without_front_matter_is_all_body() {
        for text in ["", "Body", "----\nBody", "\n---\ntitle: x\n---\n"] {
            let parts = parts(text).ok().unwrap();
            assert_eq!((parts.members.len(), parts.body), (0, text));
        }
    }

    #[test]
    fn what_can_not_be_read_is_told_with_its_line() {
        for (text, line) in
            [("---\ntitle: x\n", 1), ("---\nno value\n---\n", 2), ("---\ntags: [a\n---\n", 2), ("---\n- a\n---\n", 2)]
        {
            assert_eq!(parts(text).err().unwrap().0, line, "{text}");
        }
    }
}

//! The redirects of a site of Ghost, which lie beside its export in a zip: `redirects.json`, a list of objects with `from` and `to`, or
//! `redirects.yaml`, where they stand as `from: to` below the numbers 301 and 302. Each `from` is a regular expression there; most of them
//! are paths all the same.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Result;

/// What they are called.
pub(super) const FILES: [&str; 3] = ["redirects.json", "redirects.yaml", "redirects.yml"];
/// Longest file, in bytes.
pub(super) const FILE_MAX: u64 = 4 << 20;

/// One redirect.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    pub from: String,
    pub to: String,
}

/// The line, and what stands there: a redirect, or what is wrong with it.
type Said = (u64, Result<Redirect, String>);

#[derive(Deserialize)]
struct Listed {
    from: String,
    to: String,
}

/// Goes through the redirects of a file of this name.
///
/// # Errors
/// Those of what is done with each.
pub(super) fn read(name: &str, text: &str, each: impl FnMut(Said) -> Result<()>) -> Result<()> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if name.to_lowercase().ends_with(".json") { of_json(text, each) } else { of_yaml(text, each) }
}

fn of_json(text: &str, mut each: impl FnMut(Said) -> Result<()>) -> Result<()> {
    let all: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(all) => all,
        Err(error) => return each((error.line() as u64, Err(format!("this is no list of redirects: {error}")))),
    };
    let (mut line, mut passed) = (1, 0);
    for raw in all {
        let begins = raw.get().as_ptr().addr() - text.as_ptr().addr();
        line += text[passed..begins].matches('\n').count() as u64;
        passed = begins;
        let listed: Result<Listed, _> = serde_json::from_str(raw.get());
        let redirect = listed.map(|Listed { from, to }| Redirect { from, to });
        each((line, redirect.map_err(|error| format!("this is no redirect: {error}"))))?;
    }
    Ok(())
}

fn of_yaml(text: &str, mut each: impl FnMut(Said) -> Result<()>) -> Result<()> {
    let mut is_below = false;
    for (number, line) in (1_u64..).zip(text.lines()) {
        let said = line.trim();
        if said.is_empty() || said.starts_with('#') || said == "---" {
            continue;
        }
        if !line.starts_with([' ', '\t']) {
            is_below = is_number(said);
            if !is_below {
                each((number, Err("301 or 302 is expected here".to_owned())))?;
            }
            continue;
        }
        let redirect = pair(said).filter(|_| is_below).map(|(from, to)| Redirect { from, to });
        each((number, redirect.ok_or_else(|| "this is no redirect: `from: to` is expected".to_owned())))?;
    }
    Ok(())
}

/// Whether a line is one below which redirects stand. Whether they are for ever makes no difference here.
fn is_number(line: &str) -> bool {
    let Some((number, behind)) = line.split_once(':') else { return false };
    let behind = behind.trim();
    ["301", "302"].contains(&number.trim().trim_matches(['"', '\''])) && (behind.is_empty() || behind.starts_with('#'))
}

/// The two texts of a line, bare or in quotes.
fn pair(line: &str) -> Option<(String, String)> {
    let (from, behind) = match quoted(line) {
        Some((from, behind)) => (from, behind.trim_start().strip_prefix(':')?),
        None => line.split_once(": ").map(|(from, behind)| (from.trim().to_owned(), behind))?,
    };
    let behind = behind.trim();
    let to = quoted(behind).map(|(to, _)| to);
    let to = to.unwrap_or_else(|| behind.split(" #").next().unwrap_or_default().trim().to_owned());
    (!from.is_empty() && !to.is_empty()).then_some((from, to))
}

/// The text in quotes that a line begins with, and what stands behind it.
fn quoted(line: &str) -> Option<(String, &str)> {
    let quote = line.chars().next().filter(|sign| ['"', '\''].contains(sign))?;
    let (text, behind) = line[1..].split_once(quote)?;
    Some((if quote == '"' { text.replace("\\\\", "\\") } else { text.to_owned() }, behind))
}

/// The path that a `from` is, where it is one: with signs of an expression that mean no more than themselves, its ends, or a last slash.
pub(super) fn path(from: &str) -> Option<String> {
    let from = from.trim();
    let from = from.strip_prefix('^').unwrap_or(from);
    let from = from.strip_suffix('$').unwrap_or(from);
    let from = ["/", ".", "-", "_"].iter().fold(from.to_owned(), |from, sign| from.replace(&format!("\\{sign}"), sign));
    let from = from.strip_suffix("/?").unwrap_or(&from);
    (!from.contains(['\\', '^', '$', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|'])).then(|| from.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From where to where, or why not.
    type Told = Result<(String, String), String>;

    fn all(name: &str, text: &str) -> Vec<(u64, Told)> {
        let mut all = Vec::new();
        let each = |(line, said): Said| {
            all.push((line, said.map(|it| (it.from, it.to))));
            Ok(())
        };
        read(name, text, each).unwrap();
        all
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with what may be an error")]
    fn leads(from: &str, to: &str) -> Told {
        Ok((from.to_owned(), to.to_owned()))
    }

    #[test]
    fn redirects_are_read_with_their_lines() {
        let json = "[\n {\"from\": \"/old/\", \"to\": \"/rain/\", \"permanent\": true}, {\"from\": \"^\\\\/a$\", \"to\": \"/b\"},\n {\"from\": 7}\n]";
        let found = all("redirects.json", json);
        assert_eq!(found[..2], [(2, leads("/old/", "/rain/")), (2, leads("^\\/a$", "/b"))]);
        assert!(found.len() == 3 && found[2].0 == 3 && found[2].1.is_err(), "{found:?}");
        let yaml = "# of then\n301:\n  /old/: /rain/ # wet\n  \"^\\\\/a$\": '/b'\n'302': # for now\n  /a:b/: /c\n  nothing\n307:\n  /d: /e\n";
        let found = all("data/Redirects.yaml", yaml);
        let kept = [(3, leads("/old/", "/rain/")), (4, leads("^\\/a$", "/b")), (6, leads("/a:b/", "/c"))];
        assert_eq!(found[..3], kept);
        let wrong: Vec<_> = found[3..].iter().map(|(line, said)| (*line, said.is_err())).collect();
        assert_eq!(wrong, [(7, true), (8, true), (9, true)]);
    }

    #[test]
    fn what_is_no_list_is_told() {
        for text in ["", "{}", "[\n{\"from\": \"/a\"", "[1] more"] {
            let found = all("redirects.json", text);
            assert!(found.len() == 1 && found[0].1.is_err(), "{text}: {found:?}");
        }
        assert!(all("redirects.json", "\u{feff}[]").is_empty() && all("redirects.yaml", "").is_empty());
    }

    #[test]
    fn a_path_is_one_however_it_is_written_and_a_pattern_is_none() {
        for (from, expected) in [
            ("/old/", Some("/old/")),
            ("^\\/old\\/$", Some("/old/")),
            ("^/2020/01/old\\.html$", Some("/2020/01/old.html")),
            ("/old/?", Some("/old")),
            ("^/old/?$", Some("/old")),
            ("/old/(.*)", None),
            ("^\\/blog\\/[a-z]+$", None),
            ("/old|/older", None),
            ("\\d", None),
        ] {
            assert_eq!(path(from).as_deref(), expected, "{from}");
        }
    }
}

//! Texts in documents that the parser does not read as the specification does (2.9.4): a character written as two surrogates or as
//! `\u{...}`, and a block string with quotation marks in it. They are written in a way that it reads, before it sees them.

use std::borrow::Cow;

use crate::graphql::limits::tokens;

/// What begins and ends a block string.
const BLOCK: &str = "\"\"\"";
/// Most digits of a character in braces.
const DIGITS: usize = 8;
/// Such quotation marks within one.
const ESCAPED: &str = "\\\"\"\"";

/// The document with such texts put otherwise. What is wrong stays as it is: the parser tells of it. Every line stays where it is.
pub fn readable(document: &str) -> Cow<'_, str> {
    if !document.contains("\\u") && !document.contains(ESCAPED) {
        return Cow::Borrowed(document);
    }
    let (mut made, mut told) = (String::with_capacity(document.len()), 0);
    for token in tokens(document) {
        let Some(put) = otherwise(token) else { continue };
        let at = token.as_ptr().addr() - document.as_ptr().addr();
        made.push_str(&document[told..at]);
        made.push_str(&put);
        told = at + token.len();
    }
    made.push_str(&document[told..]);
    Cow::Owned(made)
}

fn otherwise(token: &str) -> Option<String> {
    let block = token.strip_prefix(BLOCK).and_then(|rest| rest.strip_suffix(BLOCK));
    match block {
        Some(text) if text.contains(ESCAPED) => Some(quoted(text)),
        None if token.starts_with('"') && token.contains("\\u") => Some(unescaped(token)),
        _ => None,
    }
}

/// A block string as one on a single line, with the line breaks that it had after it.
fn quoted(text: &str) -> String {
    let mut put = "\"".to_owned();
    for c in value(text).chars() {
        match c {
            '"' => put.push_str("\\\""),
            '\\' => put.push_str("\\\\"),
            '\n' => put.push_str("\\n"),
            c if c.is_control() => put.push_str(&escaped(c)),
            c => put.push(c),
        }
    }
    put.push('"');
    put.push_str(&"\n".repeat(lines(text).count() - 1));
    put
}

fn escaped(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

/// `BlockStringValue` of the specification: without the indentation that all lines but the first have, and without empty lines around.
fn value(text: &str) -> String {
    let text = text.replace(ESCAPED, BLOCK);
    let blank = |line: &str| line.trim_start_matches([' ', '\t']).is_empty();
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = lines(&text).skip(1).filter(|line| !blank(line)).map(indentation).min().unwrap_or_default();
    let cut =
        lines(&text).enumerate().map(|(n, line)| if n == 0 { line } else { line.get(common..).unwrap_or_default() });
    let all: Vec<&str> = cut.collect();
    let first = all.iter().position(|line| !blank(line)).unwrap_or(all.len());
    let last = all.iter().rposition(|line| !blank(line)).map_or(first, |last| last + 1);
    all[first..last].join("\n")
}

/// The lines of a text; a line ends with LF, CR or both.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let left = rest?;
        let Some(end) = left.find(['\n', '\r']) else { return rest.take() };
        let after = &left[end..];
        rest = Some(after.strip_prefix("\r\n").unwrap_or(&after[1..]));
        Some(&left[..end])
    })
}

/// A string in which what `\u` stands for is written out, where the parser would not take it.
fn unescaped(token: &str) -> String {
    let (mut put, mut rest) = (String::with_capacity(token.len()), token);
    while let Some(at) = rest.find('\\') {
        put.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = character(rest).unwrap_or((None, rest.chars().take(2).map(char::len_utf8).sum()));
        match c {
            Some(c @ ('"' | '\\')) => put.extend(['\\', c]),
            Some(c) if c.is_control() => put.push_str(&escaped(c)),
            Some(c) => put.push(c),
            None => put.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    put + rest
}

/// The character that an escape at the start stands for, when it is one of those, and how long it is.
fn character(rest: &str) -> Option<(Option<char>, usize)> {
    if let Some(braced) = rest.strip_prefix("\\u{") {
        // No further than a number can be long, so that many of them take no longer than one.
        let digits = &braced[..braced.bytes().take(DIGITS + 1).position(|byte| byte == b'}')?];
        return Some((Some(char::from_u32(hex(digits)?)?), digits.len() + 4));
    }
    let unit = |text: &str| hex(text.strip_prefix("\\u")?.get(..4)?);
    let (high, low) = (unit(rest)?, unit(rest.get(6..)?)?);
    let is_pair = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
    let pair = is_pair.then(|| 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?;
    Some((Some(char::from_u32(pair)?), 12))
}

/// Hexadecimal digits and nothing else.
fn hex(digits: &str) -> Option<u32> {
    let plain = (1..=DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_beyond_four_digits_are_read() {
        for (written, expected) in [
            (r#"{ a(b: "\uD83D\uDE00 hi") }"#, r#"{ a(b: "😀 hi") }"#),
            (r#"{ a(b: "x\u{1F600}\u{61}") }"#, r#"{ a(b: "x😀a") }"#),
            (r#"{ a(b: "\u{22}\u{5c}\u{a}") }"#, r#"{ a(b: "\"\\\u000a") }"#),
        ] {
            assert_eq!(readable(written), expected);
        }
    }

    #[test]
    fn what_the_parser_reads_or_refuses_itself_stays() {
        for same in [
            "{ a }",
            r#"{ a(b: "\u00e4\n\\u{61} \\uD83D\\uDE00") }"#,
            r#"{ a(b: "\uD83D") }"#,
            r#"{ a(b: "\uDE00\uD83D") }"#,
            r#"{ a(b: "\uD83D\u0061") }"#,
            r#"{ a(b: "\u{}") c(d: "\u{110000}") e(f: "\u{+1}") g(h: "\u{D83D}") }"#,
            r#"{ a(b: "open \uD83D\uD"#,
            "{ a(b: \"\"\"\\uD83D\\uDE00\"\"\") } # \"\\uD83D\\uDE00\"",
        ] {
            assert_eq!(readable(same), same);
        }
    }

    #[test]
    fn many_that_do_not_end_take_no_time() {
        let (began, text) = (std::time::Instant::now(), format!("{{ a(b: \"{}\") }}", "\\u{".repeat(80_000)));
        assert_eq!(readable(&text), text);
        assert!(began.elapsed().as_secs() < 3, "{:?}", began.elapsed());
    }

    #[test]
    fn quotation_marks_in_a_block_are_read_and_lines_stay() {
        assert_eq!(readable("{ a(b: \"\"\"c \\\"\"\" d\"\"\") }"), "{ a(b: \"c \\\"\\\"\\\" d\") }");
        let written = "{ a(b: \"\"\"\n    one\r\n\n      two \\\"\"\" \\n\n  \"\"\", c: 1) }";
        assert_eq!(readable(written), "{ a(b: \"one\\n\\n  two \\\"\\\"\\\" \\\\n\"\n\n\n\n, c: 1) }");
    }
}

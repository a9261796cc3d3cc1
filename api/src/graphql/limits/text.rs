//! Counting tokens and brackets without parsing (GraphQL specification, section 2.1): one pass, no recursion, no memory.

/// What a text has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measured {
    /// Tokens, or one more than the most when there are more.
    pub tokens: usize,
    /// The deepest nesting of brackets of all kinds.
    pub nesting: usize,
    /// The length of the longest name or number, in bytes.
    pub word: usize,
}

/// Measures a text; stops once it has more than `most` tokens.
pub fn measure(text: &str, most: usize) -> Measured {
    let (mut open, mut measured) = (0_usize, Measured::default());
    for token in tokens(text).take(most.saturating_add(1)) {
        match token {
            "(" | "[" | "{" => open += 1,
            ")" | "]" | "}" => open = open.saturating_sub(1),
            word if word.bytes().next().is_some_and(is_word) => measured.word = measured.word.max(word.len()),
            _ => {}
        }
        measured.tokens += 1;
        measured.nesting = measured.nesting.max(open);
    }
    measured
}

/// The tokens of a text, one after the other. Where the text is none of GraphQL, whatever is left of it.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = after_ignored(rest);
        let bytes = rest.as_bytes();
        let after = match bytes.first()? {
            b'"' => after_string(bytes).len(),
            b'.' => bytes.strip_prefix(b"...").unwrap_or(&bytes[1..]).len(),
            &byte if is_word(byte) => bytes.len() - bytes.iter().take_while(|&&byte| is_word(byte)).count(),
            _ => bytes.len() - 1,
        };
        let (token, left) = rest.split_at_checked(rest.len() - after).unwrap_or((rest, ""));
        rest = left;
        Some(token)
    })
}

/// What follows white space, commas and comments.
fn after_ignored(mut text: &str) -> &str {
    loop {
        text = text.trim_start_matches([' ', ',', '\t', '\n', '\r', '\u{feff}']);
        match text.strip_prefix('#') {
            Some(comment) => text = comment.find(['\n', '\r']).map_or("", |end| &comment[end..]),
            None => return text,
        }
    }
}

/// Names and numbers, and whatever is not ASCII: that can only stand in strings, so how it is counted does not matter.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte == b'+' || !byte.is_ascii()
}

/// What follows the string at the start; an unfinished one ends with its line, or a block with the text.
fn after_string(text: &[u8]) -> &[u8] {
    let (block, mut rest) = match text.strip_prefix(b"\"\"\"") {
        Some(rest) => (true, rest),
        None => (false, &text[1..]),
    };
    while let Some((&byte, after)) = rest.split_first() {
        rest = match (block, byte) {
            (true, b'"') if rest.starts_with(b"\"\"\"") => return &rest[3..],
            (true, b'\\') => rest.strip_prefix(b"\\\"\"\"").unwrap_or(after),
            (false, b'"' | b'\n' | b'\r') => return after,
            (false, b'\\') => after.get(1..).unwrap_or_default(),
            _ => after,
        };
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(text: &str) -> (usize, usize) {
        let Measured { tokens, nesting, .. } = measure(text, 1000);
        (tokens, nesting)
    }

    #[test]
    fn tokens_are_counted_as_the_specification_does() {
        assert_eq!(measured("{ me { id } }"), (6, 2));
        assert_eq!(measured("query Q($a: [Int!] = [1, -2.5]) { x(a: $a) @skip(if: true) ...F }").1, 2);
        assert_eq!(measured("{ ...F }"), (4, 1));
        assert_eq!(measured("# { { {\n{ a }, , ,"), (3, 1));
        assert_eq!(measured(""), (0, 0));
    }

    #[test]
    fn a_string_is_one_token_whatever_stands_in_it() {
        assert_eq!(measured(r#"{ a(b: "{{{ \" ((( \\") }"#), (8, 2));
        assert_eq!(measured("{ a(b: \"\"\"{{{ \" \\\"\"\" \n ((( \"\"\") }"), (8, 2));
        assert_eq!(measured("\"open"), (1, 0));
        assert_eq!(measured("\"\"\"open \\"), (1, 0));
        assert_eq!(measured("\"ends with \\"), (1, 0));
    }

    #[test]
    fn counting_ends_with_the_limit() {
        assert_eq!(measure(&"{".repeat(1_000_000), 10), Measured { tokens: 11, nesting: 11, word: 0 });
    }

    #[test]
    fn the_longest_word_counts_and_strings_are_none() {
        assert_eq!(measure("{ abc(de: \"a long string\", f: -12345) # and a comment\n }", 100).word, 6);
    }
}

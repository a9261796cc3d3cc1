//! Counting tokens and brackets without parsing (GraphQL specification, section 2.1): one pass, no recursion, no memory.

/// What a text has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measured {
    /// Tokens, or one more than the most when there are more.
    pub tokens: usize,
    /// The deepest nesting of brackets of all kinds.
    pub nesting: usize,
}

/// Measures a text; stops once it has more than `most` tokens.
pub fn measure(text: &str, most: usize) -> Measured {
    let (mut rest, mut open, mut measured) = (text.as_bytes(), 0_usize, Measured::default());
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b' ' | b',' | b'\t' | b'\n' | b'\r' => {
                rest = after;
                continue;
            }
            b'#' => {
                rest = after
                    .split(|&byte| byte == b'\n' || byte == b'\r')
                    .next()
                    .map_or(after, |line| &after[line.len()..]);
                continue;
            }
            b'"' => after_string(rest),
            b'.' => rest.strip_prefix(b"...").unwrap_or(after),
            byte if is_word(byte) => rest.split_at(rest.iter().take_while(|&&byte| is_word(byte)).count()).1,
            _ => after,
        };
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        measured.tokens += 1;
        measured.nesting = measured.nesting.max(open);
        if measured.tokens > most {
            break;
        }
    }
    measured
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
        let Measured { tokens, nesting } = measure(text, 1000);
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
        assert_eq!(measure(&"{".repeat(1_000_000), 10), Measured { tokens: 11, nesting: 11 });
    }
}

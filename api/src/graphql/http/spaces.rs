//! Types of variables with white space in them, such as `[ ID ! ] !`, which the specification allows (2.1.7) and the parser does not read:
//! they are written without it before the parser sees them.

use std::borrow::Cow;

use crate::graphql::limits::tokens;

/// The document with such types put otherwise. What stood within a type follows it, so that every line stays where it is.
pub fn closed(document: &str) -> Cow<'_, str> {
    let (mut made, mut told) = (String::new(), 0);
    let place = |token: &str| token.as_ptr().addr() - document.as_ptr().addr();
    let (mut all, mut before) = (tokens(document).peekable(), ["", ""]);
    while let Some(token) = all.next() {
        let begins = token == ":" && before[0] == "$";
        before = [before[1], token];
        if !begins {
            continue;
        }
        let mut parts = Vec::new();
        while let Some(part) = all.next_if(|part| continues(part, &parts)) {
            parts.push(part);
        }
        let between = parts.windows(2).map(|pair| &document[place(pair[0]) + pair[0].len()..place(pair[1])]);
        let gaps: String = between.collect();
        let ends = parts.first().copied().zip(parts.last().copied());
        if let Some((first, last)) = ends.filter(|_| !gaps.is_empty()) {
            made.push_str(&document[told..place(first)]);
            made.extend(parts);
            made.push_str(&gaps);
            told = place(last) + last.len();
        }
    }
    if told == 0 {
        return Cow::Borrowed(document);
    }
    made.push_str(&document[told..]);
    Cow::Owned(made)
}

/// Whether a type that begins with these tokens goes on with another.
fn continues(token: &str, parts: &[&str]) -> bool {
    let named = parts.iter().any(|part| is_name(part));
    if named { ["!", "]"].contains(&token) } else { token == "[" || is_name(token) }
}

fn is_name(token: &str) -> bool {
    token.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn a_type_may_have_white_space_in_it() {
        for (written, expected) in [
            ("query($a: Int !) { b(c: $a) }", "query($a: Int! ) { b(c: $a) }"),
            ("query($a: [ ID ! ] ! = [ ]) { b(c: $a) }", "query($a: [ID!]!     = [ ]) { b(c: $a) }"),
            ("query($a: [\n  ID! # one\n]!\n$d: Int) { b }", "query($a: [ID!]!\n   # one\n\n$d: Int) { b }"),
            ("query($ a : Int\n! = 1, $d: Int !) { b }", "query($ a : Int!\n = 1, $d: Int! ) { b }"),
        ] {
            assert_eq!(closed(written), expected);
            assert!(parse_query(expected).is_ok(), "{expected}");
        }
    }

    #[test]
    fn whatever_else_has_white_space_stays() {
        for same in [
            "{ a }",
            "query($a: [ID!]! = [ 1 ]) { b(c: [ $a ], d: [ ID ]) }",
            "{ a(b: \"$c: Int !\") # $c: Int !\n }",
            "query($a: ) { b }",
            "query($a: !) { b }",
            "query($a: 5 !) { b }",
            "query($a: [",
            "$",
        ] {
            assert_eq!(closed(same), same);
        }
    }
}

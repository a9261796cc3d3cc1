//! What stands between the tokens of a document where the specification allows it (2.1.7) and the parser does not: white space within the type
//! of a variable, such as `[ ID ! ] !`, and comments between `on` and a type. It is put behind them before the parser sees it.

use std::borrow::Cow;

use crate::graphql::limits::tokens;

/// The document with such spaces put elsewhere. Every line stays where it is.
pub fn closed(document: &str) -> Cow<'_, str> {
    let mut closing = Closing { document, made: String::new(), told: 0 };
    let (mut all, mut before) = (tokens(document).peekable(), ["", ""]);
    while let Some(token) = all.next() {
        let begins = token == ":" && before[0] == "$";
        before = [before[1], token];
        let mut parts = Vec::new();
        if token == "on" {
            parts.push(token);
            parts.extend(all.peek().copied().filter(|next| is_name(next)));
            closing.close(&parts, " ", |gaps| gaps.contains('#'));
        } else if begins {
            while let Some(part) = all.next_if(|part| continues(part, &parts)) {
                parts.push(part);
            }
            closing.close(&parts, "", |gaps| !gaps.is_empty());
        }
    }
    closing.made()
}

/// A document, as far as it is written anew.
struct Closing<'a> {
    document: &'a str,
    made: String,
    /// Where that ends in the document.
    told: usize,
}

impl<'a> Closing<'a> {
    /// Puts what stands between tokens behind the last of them, if it is of that kind.
    fn close(&mut self, parts: &[&str], by: &str, is_moved: impl Fn(&str) -> bool) {
        let place = |token: &str| token.as_ptr().addr() - self.document.as_ptr().addr();
        let between = parts.windows(2).map(|pair| &self.document[place(pair[0]) + pair[0].len()..place(pair[1])]);
        let gaps: String = between.collect();
        let ends = parts.first().copied().zip(parts.last().copied());
        // A token that was put elsewhere stays there.
        let ends = ends.filter(|(first, _)| place(first) >= self.told && is_moved(&gaps));
        if let Some((first, last)) = ends {
            self.made.push_str(&self.document[self.told..place(first)]);
            self.told = place(last) + last.len();
            self.made.push_str(&parts.join(by));
            self.made.push_str(&gaps);
        }
    }

    fn made(mut self) -> Cow<'a, str> {
        if self.told == 0 {
            return Cow::Borrowed(self.document);
        }
        self.made.push_str(&self.document[self.told..]);
        Cow::Owned(self.made)
    }
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
    fn a_comment_may_stand_before_the_type_of_a_fragment() {
        for (written, expected) in [
            ("{ ... on # one\n A{ b } }", "{ ... on A # one\n { b } }"),
            ("{ ...F } fragment F on#one\n#two\nA { b }", "{ ...F } fragment F on A#one\n#two\n { b }"),
            ("{ on # one\n b }", "{ on b # one\n  }"),
            ("{ on # one\n on # two\n b }", "{ on on # one\n  # two\n b }"),
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
            "{ ... on\n  A { on } on } # on",
            "{ a(on: 1) on # one\n }",
            "$",
        ] {
            assert_eq!(closed(same), same);
        }
    }
}

//! What somebody looks for: words that all have to be there, `"phrases in quotes"`, `begin*`, and `-what` must not be there.

use std::collections::HashMap;

use super::{Words, words::is_unspaced};
use crate::{fault::Refusal, text};

/// A search, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
}

/// A word or a phrase of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its words, which follow each other.
    pub words: Vec<String>,
    /// Whether the last word is the beginning of one.
    pub prefix: bool,
    /// Whether it must not be there.
    pub excluded: bool,
}

impl Query {
    /// Most characters.
    pub const MAX: usize = 200;
    /// Most words, in phrases and exclusions, too.
    pub const WORDS: usize = 16;
    /// Fewest letters of a beginning: nearly everything begins with some letter.
    const BEGINNING: usize = 2;

    /// Reads a search.
    ///
    /// # Errors
    /// `too_long`, `invalid_character`; `required` when there is nothing to look for, only signs or exclusions; `too_many` words;
    /// `too_short` for a beginning of one letter.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        // What nobody sees is no word, wherever it was copied from.
        let line = text::line(&text::without_hidden(text), Self::MAX)?;
        let terms = terms(&line);
        if terms.iter().map(|term| term.words.len()).sum::<usize>() > Self::WORDS {
            return Err(Refusal::new("too_many", format!("at most {} words", Self::WORDS)));
        }
        if terms.iter().all(|term| term.excluded) {
            return Err(Refusal::new("required", "there has to be a word, or a phrase in quotes, to look for"));
        }
        if terms.iter().any(Term::is_too_short) {
            return Err(Refusal::new("too_short", format!("a beginning has at least {} letters", Self::BEGINNING)));
        }
        Ok(Self { terms })
    }

    /// What has to be there.
    pub fn wanted(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| !term.excluded)
    }

    /// The words by themselves that have to be there as they are, each once.
    #[must_use]
    pub fn lone_words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.wanted().filter_map(Term::lone_word).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The same search with other words instead of some.
    #[must_use]
    pub fn instead(&self, others: &HashMap<String, String>) -> Self {
        let mut changed = self.clone();
        for term in changed.terms.iter_mut().filter(|term| !term.excluded && term.lone_word().is_some()) {
            for word in &mut term.words {
                if let Some(other) = others.get(word) {
                    word.clone_from(other);
                }
            }
        }
        changed
    }

    /// As somebody would write it who knows how it is read.
    #[must_use]
    pub fn to_text(&self) -> String {
        let written = |term: &Term| {
            let (minus, star) = (if term.excluded { "-" } else { "" }, if term.prefix { "*" } else { "" });
            let quote = if term.words.len() > 1 { "\"" } else { "" };
            format!("{minus}{quote}{}{quote}{star}", term.words.join(" "))
        };
        self.terms.iter().map(written).collect::<Vec<_>>().join(" ")
    }

    /// What has to be there, and what must not, as `to_tsquery` reads it.
    pub(super) fn for_postgres(&self) -> (String, Option<String>) {
        let written = |term: &Term| {
            let last = if term.prefix { ":*" } else { "" };
            let words: Vec<String> = term.words.iter().map(|word| format!("'{word}'")).collect();
            format!("({}{last})", words.join(" <-> "))
        };
        let unwanted: Vec<String> = self.unwanted().map(written).collect();
        let wanted = self.wanted().map(written).collect::<Vec<_>>().join(" & ");
        (wanted, (!unwanted.is_empty()).then(|| unwanted.join(" | ")))
    }

    /// The same as FTS5 reads it.
    pub(super) fn for_sqlite(&self) -> String {
        let wanted = self.wanted().map(Term::for_sqlite).collect::<Vec<_>>().join(" AND ");
        let unwanted: Vec<String> = self.unwanted().map(Term::for_sqlite).collect();
        if unwanted.is_empty() { wanted } else { format!("({wanted}) NOT ({})", unwanted.join(" OR ")) }
    }

    fn unwanted(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| term.excluded)
    }
}

impl Term {
    /// A word that was not split, and is no beginning.
    fn lone_word(&self) -> Option<&str> {
        match self.words.as_slice() {
            [word] if !self.prefix => Some(word),
            _ => None,
        }
    }

    fn is_too_short(&self) -> bool {
        let letters = |word: &String| word.chars().count() < Query::BEGINNING && !word.chars().any(is_unspaced);
        self.prefix && self.words.last().is_some_and(letters)
    }

    /// As FTS5 reads it.
    pub(super) fn for_sqlite(&self) -> String {
        format!("\"{}\"{}", self.words.join(" "), if self.prefix { " *" } else { "" })
    }
}

/// The words and phrases of a line; what has no letter in it is passed over.
fn terms(line: &str) -> Vec<Term> {
    let (mut terms, mut rest) = (Vec::new(), line.trim_start());
    while !rest.is_empty() {
        let excluded = rest.starts_with('-');
        rest = rest.strip_prefix('-').unwrap_or(rest);
        let (piece, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_at(rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len())),
        };
        let (starred, after) = match after.strip_prefix('*') {
            Some(after) => (true, after),
            None => (piece.ends_with('*'), after),
        };
        let words: Vec<String> = Words::of(piece, Query::MAX).texts().map(str::to_owned).collect();
        if let Some(last) = words.last() {
            // A single sign of a script without spaces stands in pairs with what follows it.
            let sign = words.len() == 1 && last.chars().all(is_unspaced) && last.chars().count() == 1;
            terms.push(Term { prefix: starred || sign, words, excluded });
        }
        rest = after.trim_start();
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<String>, String) {
        let query = Query::parse(text).unwrap();
        let (wanted, unwanted) = query.for_postgres();
        (wanted, unwanted, query.for_sqlite())
    }

    fn refused(text: &str) -> &'static str {
        Query::parse(text).unwrap_err().code
    }

    #[test]
    fn words_have_to_be_there_all_of_them() {
        assert_eq!(read("Rust  web"), ("('rust') & ('web')".into(), None, "\"rust\" AND \"web\"".into()));
    }

    #[test]
    fn phrases_beginnings_and_exclusions_are_told_apart() {
        assert_eq!(
            read("\"Hello, world\" begin* -no -\"not this\" well-known"),
            (
                "('hello' <-> 'world') & ('begin':*) & ('well' <-> 'known')".into(),
                Some("('no') | ('not' <-> 'this')".into()),
                "(\"hello world\" AND \"begin\" * AND \"well known\") NOT (\"no\" OR \"not this\")".into()
            )
        );
        assert_eq!(read("\"no end").0, "('no' <-> 'end')");
        assert_eq!(read("a\"b cat\"*").0, "('a') & ('b' <-> 'cat':*)");
        assert_eq!(read("字 世界和").0, "('字':*) & ('世界' <-> '界和')");
    }

    #[test]
    fn operators_of_databases_are_no_more_than_signs() {
        for text in ["rust & | ! <-> ( ) : ' \\ ;", "\"rust\" NEAR( ^ + {body}:", "rust'--", "-- rust :*A"] {
            let (wanted, unwanted, sqlite) = read(text);
            let written = format!("{wanted}{}{sqlite}", unwanted.unwrap_or_default());
            let left = written.chars().filter(|c| !c.is_ascii_alphanumeric() && !"'\" ()&|<->*:".contains(*c));
            assert_eq!(left.count(), 0, "{written}");
            assert!(written.contains("rust"), "{written}");
        }
    }

    #[test]
    fn what_is_nothing_or_too_much_is_refused() {
        for text in ["", "  ", "&& || !!", "\"\"", "-", "-rust -\"and more\"", "* ** -*"] {
            assert_eq!(refused(text), "required", "{text:?}");
        }
        assert_eq!(refused(&"w ".repeat(10_000)), "too_long");
        assert_eq!(refused(&"w ".repeat(17)), "too_many");
        assert_eq!(refused("one-two-three-four-five-six-seven-eight-nine-ten-11-12-13-14-15-16-17"), "too_many");
        assert_eq!(refused("r*"), "too_short");
        assert_eq!(refused("a\0b"), "invalid_character");
        assert!(Query::parse(&"w ".repeat(16)).is_ok());
    }

    #[test]
    fn other_words_take_the_place_of_lone_ones_only() {
        let query = Query::parse("serach \"serach engine\" serach* -serach").unwrap();
        assert_eq!(query.lone_words(), ["serach"]);
        let others = HashMap::from([("serach".to_owned(), "search".to_owned())]);
        assert_eq!(query.instead(&others).to_text(), "search \"serach engine\" serach* -serach");
    }
}

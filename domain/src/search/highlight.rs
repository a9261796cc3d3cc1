//! Showing where something was found: the text as HTML that is safe to put into a page, what was looked for in `<mark>`.

use std::ops::Range;

use crate::index::{Query, Term, Words};

/// How many characters an excerpt has, about.
const LENGTH: usize = 240;
/// How many of them stand before the first word that was found.
const BEFORE: usize = 60;
/// How many words of a text are looked at.
const WORDS: usize = 4_000;

/// Finds and marks what was looked for.
pub(super) struct Marker<'a> {
    terms: Vec<&'a Term>,
    /// Whether other forms of a word were found, too.
    forms: bool,
}

impl<'a> Marker<'a> {
    pub(super) fn of(query: &'a Query, language: &str) -> Self {
        Self { terms: query.wanted().collect(), forms: language != "simple" }
    }

    /// A whole line.
    pub(super) fn line(&self, text: &str) -> String {
        let mut html = String::with_capacity(text.len() + 32);
        write(&mut html, text, 0..text.len(), &self.places(text));
        html
    }

    /// The part of a text that has most of what was looked for; its beginning where it has nothing.
    pub(super) fn excerpt(&self, text: &str) -> String {
        let text = text.trim();
        let places = self.places(text);
        let begin = densest(&places).map_or(0, |place| word_before(text, place.start));
        let end = word_after(text, begin).max(densest(&places).map_or(0, |place| place.end));
        let mut html = String::with_capacity(LENGTH * 2);
        html.push_str(if begin > 0 { "…" } else { "" });
        write(&mut html, text, begin..end, &places);
        html.push_str(if end < text.len() { "…" } else { "" });
        html
    }

    /// Where it stands, in order; no two overlap.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let words = Words::of(text, WORDS);
        let mut places: Vec<Range<usize>> = Vec::new();
        for n in 0..words.len() {
            let Some(length) = self.length_at(&words, n) else { continue };
            let place = words.place(n).start..words.place(n + length - 1).end;
            match places.last_mut() {
                Some(last) if last.end >= place.start => last.end = last.end.max(place.end),
                _ => places.push(place),
            }
        }
        places
    }

    /// How many words from here on are one of the terms, the longest.
    fn length_at(&self, words: &Words, n: usize) -> Option<usize> {
        let fits = |term: &&&Term| {
            term.words.iter().enumerate().all(|(k, wanted)| {
                let (word, is_last) = (words.word(n + k), k + 1 == term.words.len());
                word == wanted
                    || (is_last && term.prefix && word.starts_with(wanted.as_str()))
                    || self.is_form(word, wanted)
            })
        };
        self.terms.iter().filter(fits).map(|term| term.words.len()).max()
    }

    /// Whether a word looks like another form of this one. Only what is marked depends on it, not what is found: that is up to the
    /// database, which knows the language.
    fn is_form(&self, word: &str, wanted: &str) -> bool {
        if !self.forms || word.as_bytes().first() != wanted.as_bytes().first() {
            return false;
        }
        let common = word.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
        common >= 3 && common + 4 >= word.chars().count().max(wanted.chars().count())
    }
}

/// The first of the places that has most others close behind it.
fn densest(places: &[Range<usize>]) -> Option<&Range<usize>> {
    let behind =
        |n: usize| places[n..].iter().take_while(|place| place.end <= places[n].start + LENGTH - BEFORE).count();
    let best = (0..places.len()).map(behind).max()?;
    (0..places.len()).find(|n| behind(*n) == best).map(|n| &places[n])
}

/// Some way back, to the beginning of a word.
fn word_before(text: &str, at: usize) -> usize {
    let from = text[..at].char_indices().rev().take(BEFORE).last().map_or(at, |(from, _)| from);
    if from == 0 {
        return 0;
    }
    let space = text[from..at].char_indices().find(|(_, c)| c.is_whitespace());
    space.map_or(from, |(space, c)| from + space + c.len_utf8())
}

/// As far as an excerpt goes, to the end of a word.
fn word_after(text: &str, from: usize) -> usize {
    match text[from..].char_indices().nth(LENGTH) {
        None => text.len(),
        Some((length, _)) => {
            let cut = &text[from..from + length];
            from + cut.rfind(char::is_whitespace).unwrap_or(length)
        }
    }
}

/// Writes a part of a text with its marks.
fn write(html: &mut String, text: &str, part: Range<usize>, places: &[Range<usize>]) {
    let mut at = part.start;
    for place in places.iter().filter(|place| place.start >= part.start && place.end <= part.end) {
        escape(html, &text[at..place.start]);
        html.push_str("<mark>");
        escape(html, &text[place.clone()]);
        html.push_str("</mark>");
        at = place.end;
    }
    escape(html, &text[at..part.end]);
}

/// No sign of it is read as HTML; white space is a space.
fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if c.is_whitespace() || c.is_control() => {
                if !html.ends_with(' ') {
                    html.push(' ');
                }
            }
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(q: &str, text: &str) -> String {
        Marker::of(&Query::parse(q).unwrap(), "simple").line(text)
    }

    fn excerpt(q: &str, text: &str) -> String {
        Marker::of(&Query::parse(q).unwrap(), "simple").excerpt(text)
    }

    #[test]
    fn what_was_looked_for_is_marked_in_any_case() {
        assert_eq!(line("grusse welt", "Grüße, WELT & mehr"), "<mark>Grüße</mark>, <mark>WELT</mark> &amp; mehr");
        assert_eq!(line("be* -no", "Begin, no, be"), "<mark>Begin</mark>, no, <mark>be</mark>");
        assert_eq!(line("\"two words\"", "Two words, two"), "<mark>Two words</mark>, two");
        assert_eq!(line("世界和", "大世界和平"), "大<mark>世界和</mark>平");
        assert_eq!(line("x", ""), "");
    }

    #[test]
    fn nothing_of_a_text_is_read_as_html() {
        let hostile = "<script>alert('x')</script> \"<mark>\" & script";
        let marked = line("script", hostile);
        let left = marked.replace("<mark>", "").replace("</mark>", "");
        assert!(!left.contains(['<', '>', '"', '\'']), "{marked}");
        assert!(marked.starts_with("&lt;<mark>script</mark>&gt;alert(&#39;x&#39;)"), "{marked}");
    }

    #[test]
    fn an_excerpt_is_where_most_was_found() {
        let text = format!("rust {} rust and more rust here {}", "word ".repeat(100), "tail ".repeat(100));
        let found = excerpt("rust", &text);
        assert!(found.starts_with("…word") && found.ends_with("tail…"), "{found}");
        assert!(found.contains("<mark>rust</mark> and more <mark>rust</mark> here"), "{found}");
        assert!(found.chars().count() < LENGTH + 40, "{found}");
    }

    #[test]
    fn an_excerpt_of_a_short_text_is_all_of_it_and_without_a_mark_the_beginning() {
        assert_eq!(excerpt("rust", "A\n\n rust  one"), "A <mark>rust</mark> one");
        assert!(excerpt("else", &"word ".repeat(200)).ends_with("word…"));
        assert_eq!(excerpt("else", ""), "");
        let endless = "x".repeat(3_000) + " rust";
        assert!(excerpt("rust", &endless).contains("<mark>rust</mark>"));
    }

    #[test]
    fn other_forms_of_a_word_are_marked_where_a_language_is_known() {
        let query = Query::parse("run posts").unwrap();
        let marked = Marker::of(&query, "english").line("Running a post, rusty");
        assert_eq!(marked, "<mark>Running</mark> a <mark>post</mark>, rusty");
    }
}

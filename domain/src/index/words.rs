//! Words as they are looked for: in lower case, Latin and Greek letters without their accents, Hebrew and Arabic ones without the points that
//! are written for who learns to read. Chinese and Japanese, which have no spaces, in overlapping pairs of signs.

use std::ops::Range;

use deunicode::deunicode_char;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What is longer is compared by its beginning, in bytes.
const LONGEST: usize = 60;
/// Beyond it few letters are Latin: [`is_latin`].
const LATIN_END: char = '\u{250}';
/// Says where a word may be divided at the end of a line, and is a part of it.
const SOFT_HYPHEN: char = '\u{ad}';

/// The words of a text, and where they stand in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// One after the other, with a space behind each.
    written: String,
    places: Vec<Place>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    source: Range<usize>,
    written: Range<usize>,
}

impl Words {
    /// The first words of a text, at most so many.
    #[must_use]
    pub fn of(text: &str, most: usize) -> Self {
        let mut reader = Reader { words: Self::default(), open: None, sign: None };
        let mut at = 0;
        while reader.words.places.len() < most
            && let Some(c) = text[at..].chars().next()
        {
            // Most texts are mostly ASCII, whose letters are read a word at a time.
            if c.is_ascii_alphanumeric() {
                let letters = text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                reader.letters(at, &text[at..at + letters]);
                at += letters;
            } else {
                reader.read(at, c);
                at += c.len_utf8();
            }
        }
        reader.end(text.len());
        reader.words.places.truncate(most);
        reader.words
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The words.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| &self.written[place.written.clone()])
    }

    /// One of them; empty beyond the last.
    #[must_use]
    pub fn word(&self, n: usize) -> &str {
        self.places.get(n).map_or("", |place| &self.written[place.written.clone()])
    }

    /// Where one of them stands in the text, in bytes.
    #[must_use]
    pub fn place(&self, n: usize) -> Range<usize> {
        self.places.get(n).map_or(0..0, |place| place.source.clone())
    }

    /// All of them with spaces between, at most so many bytes.
    #[must_use]
    pub fn spaced(&self, most: usize) -> &str {
        let end = self.places.iter().map(|place| place.written.end).take_while(|end| *end <= most).last();
        &self.written[..end.unwrap_or_default()]
    }

    fn push(&mut self, source: Range<usize>, from: usize) {
        if self.written.len() > from {
            self.places.push(Place { source, written: from..self.written.len() });
            self.written.push(' ');
        }
    }
}

struct Reader {
    words: Words,
    /// Where the word that is being read begins, in the text and in what is written.
    open: Option<(usize, usize)>,
    /// The last sign of a script without spaces, where it stands, and whether it is in a pair already.
    sign: Option<(usize, char, bool)>,
}

impl Reader {
    fn read(&mut self, at: usize, c: char) {
        if c == SOFT_HYPHEN {
            return;
        }
        if is_unspaced(c) {
            self.close(at);
            self.pair(at, c);
        } else if c.is_alphanumeric() || (self.open.is_some() && is_combining_mark(c)) {
            self.alone(at);
            let (_, from) = *self.open.get_or_insert((at, self.words.written.len()));
            if self.words.written.len() - from < LONGEST {
                fold(&mut self.words.written, c);
            }
        } else {
            self.end(at);
        }
    }

    /// Letters and digits of ASCII.
    fn letters(&mut self, at: usize, letters: &str) {
        self.alone(at);
        let (_, from) = *self.open.get_or_insert((at, self.words.written.len()));
        let begin = self.words.written.len();
        let room = LONGEST.saturating_sub(begin - from);
        self.words.written.push_str(&letters[..letters.len().min(room)]);
        self.words.written[begin..].make_ascii_lowercase();
    }

    fn end(&mut self, at: usize) {
        self.close(at);
        self.alone(at);
    }

    /// The word that is being read ends here.
    fn close(&mut self, at: usize) {
        if let Some((start, from)) = self.open.take() {
            self.words.push(start..at, from);
        }
    }

    fn pair(&mut self, at: usize, c: char) {
        if let Some((before, sign, _)) = self.sign {
            let from = self.words.written.len();
            self.words.written.extend([sign, c]);
            self.words.push(before..at + c.len_utf8(), from);
        }
        self.sign = Some((at, c, self.sign.is_some()));
    }

    /// A sign without spaces that has no neighbour is a word.
    fn alone(&mut self, at: usize) {
        if let Some((before, sign, false)) = self.sign.take() {
            let from = self.words.written.len();
            self.words.written.push(sign);
            self.words.push(before..at, from);
        }
    }
}

/// Lower case; of letters with accents the plain ones, so that `Grüße` is found by `grusse` and `Việt` by `viet`.
fn fold(written: &mut String, c: char) {
    if c.is_ascii() {
        written.push(c.to_ascii_lowercase());
    } else if is_latin(c) {
        let plain = deunicode_char(c).unwrap_or_default().chars().filter(char::is_ascii_alphanumeric);
        written.extend(plain.map(|c| c.to_ascii_lowercase()));
    } else if is_greek(c) {
        let plain = std::iter::once(c).nfd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase);
        // At the end of a word it is written otherwise, in capitals it is not.
        written.extend(plain.map(|c| if c == 'ς' { 'σ' } else { c }));
    } else if !is_accent(c) {
        written.extend(c.to_lowercase());
    }
}

/// Latin letters that are not of ASCII: with accents, those of Vietnamese among them, in one piece with others, and as wide as a sign.
const fn is_latin(c: char) -> bool {
    c < LATIN_END
        || matches!(c, '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}' | '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}')
}

const fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

/// Accents, the points of Hebrew and Arabic, and the stroke that makes an Arabic word longer.
const fn is_accent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
            | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
    )
}

/// Chinese and Japanese.
pub(super) const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Words::of(text, 100).texts().map(str::to_owned).collect()
    }

    #[test]
    fn words_are_compared_without_case_and_accents() {
        assert_eq!(words("Grüße, WELT! Æon don't 3.14"), ["grusse", "welt", "aeon", "don", "t", "3", "14"]);
        assert_eq!(words("Ёлка и йод हिन्दी"), ["ёлка", "и", "йод", "हिन्दी"]);
        assert_eq!(words("--- ''' \u{301} !!!"), [""; 0]);
    }

    #[test]
    fn accents_are_left_out_beyond_the_first_latin_letters() {
        assert_eq!(words("Tiếng Việt ĐÀ Ḥasan ﬁn Ｆｕｌｌ１"), ["tieng", "viet", "da", "hasan", "fin", "full1"]);
        assert_eq!(words("Ελλάδα ΟΔΌΣ οδός ᾠδή Ἀθῆναι"), ["ελλαδα", "οδοσ", "οδοσ", "ωδη", "αθηναι"]);
        assert_eq!(words("שָׁלוֹם كِتَابٌ كـتاب"), ["שלום", "كتاب", "كتاب"]);
        assert_eq!(words("Do\u{ad}nau\u{ad}dampf \u{ad} x"), ["donaudampf", "x"]);
    }

    #[test]
    fn scripts_without_spaces_are_pairs() {
        assert_eq!(words("世界和平 a字b Rust語版"), ["世界", "界和", "和平", "a", "字", "b", "rust", "語版"]);
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "Größe: 世界!";
        let words = Words::of(text, 100);
        let places: Vec<&str> = (0..words.len()).map(|n| &text[words.place(n)]).collect();
        assert_eq!(places, ["Größe", "世界"]);
        assert_eq!((words.word(0), words.word(9), words.place(9)), ("grosse", "", 0..0));
    }

    #[test]
    fn there_are_as_many_as_are_wanted_and_no_longer_ones() {
        assert_eq!(Words::of("a b c", 2).texts().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(Words::of("世界和平", 2).len(), 2);
        assert_eq!(Words::of(&"x".repeat(500), 9).word(0).len(), LONGEST);
        assert_eq!(Words::of(&"xxö".repeat(500), 9).word(0), "xxo".repeat(LONGEST / 3));
        assert_eq!(Words::of("one two three", 9).spaced(8), "one two");
        assert_eq!(Words::of("", 9).spaced(8), "");
    }
}

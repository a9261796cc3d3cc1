//! Languages that look like real ones: their commonest words are, and the rare ones are coined of their sounds, so that a search finds
//! as uneven a world as in real texts.

use std::collections::HashSet;

use super::dice::Dice;

/// How many words a language has: as many as make a rare word rare among a hundred thousand posts.
const VOCABULARY: usize = 9_000;
/// The seed of coined words: a language stays the same whatever is sown.
const COINAGE: u64 = 1;

/// The words of a language, the commonest first.
pub(super) struct Language {
    function: Vec<&'static str>,
    content: Vec<String>,
    titles: Vec<&'static str>,
}

/// All of them, the commonest first.
pub(super) fn all() -> Vec<Language> {
    [
        (
            include_str!("words/english.txt"),
            "b br c ch cl d dr f g gl h l m n p pl r s sh st t th tr v w",
            "er ing le on et ow",
        ),
        (include_str!("words/german.txt"), "b d f g h k kl l m n pf r s sch st t tr w z", "en er ung el ich heit"),
        (include_str!("words/french.txt"), "b bl c ch d f g j l m n p pr qu r s t v", "eau ette ir oir ie on"),
        (include_str!("words/spanish.txt"), "b c d f g j l ll m n p qu r s t tr v", "ado illa ero ir o ción"),
    ]
    .into_iter()
    .zip(0..)
    .map(|((text, onsets, endings), purpose)| Language::read(text, onsets, endings, purpose))
    .collect()
}

impl Language {
    fn read(text: &'static str, onsets: &str, endings: &str, purpose: u64) -> Self {
        let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
        let content = line("content:").split_whitespace().map(str::to_owned).collect();
        let mut language = Self {
            function: line("function:").split_whitespace().collect(),
            content,
            titles: line("title:").split('|').collect(),
        };
        language.coin(onsets, endings, &mut Dice::new(COINAGE, purpose));
        language
    }

    fn coin(&mut self, onsets: &str, endings: &str, dice: &mut Dice) {
        let onsets: Vec<&str> = onsets.split(' ').collect();
        let endings: Vec<&str> = endings.split(' ').collect();
        let vowels = ["a", "e", "i", "o", "u", "ai", "ou", "ea"];
        let mut known: HashSet<String> = self.content.iter().map(|word| word.to_lowercase()).collect();
        while self.content.len() < VOCABULARY {
            let mut word = String::new();
            for _ in 0..dice.between(1, 3) {
                word.push_str(dice.pick::<&str>(&onsets));
                word.push_str(dice.pick::<&str>(&vowels));
            }
            word.push_str(dice.pick::<&str>(&onsets));
            word.push_str(dice.pick::<&str>(&endings));
            if known.insert(word.clone()) {
                self.content.push(word);
            }
        }
    }

    /// A word that means something.
    pub(super) fn word(&self, dice: &mut Dice) -> &str {
        &self.content[dice.favourite(self.content.len())]
    }

    /// A sentence with its stop.
    pub(super) fn sentence(&self, dice: &mut Dice) -> String {
        let length = dice.between(5, 16);
        let mut text = String::with_capacity(length * 8);
        let mut meaning = dice.percent(40);
        for n in 0..length {
            if n > 0 {
                text.push_str(if n > 3 && n + 3 < length && dice.percent(9) { ", " } else { " " });
            }
            let last = n + 1 == length;
            text.push_str(if meaning || last {
                self.word(dice)
            } else {
                self.function[dice.favourite(self.function.len())]
            });
            meaning = !meaning || dice.percent(25);
        }
        text.push_str(if dice.percent(8) { "?" } else { "." });
        capitalised(&text)
    }

    /// A heading without a stop.
    pub(super) fn title(&self, dice: &mut Dice) -> String {
        let mut parts = dice.pick(&self.titles).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let long = dice.percent(30);
            text.push_str(self.word(dice));
            if long {
                text.push(' ');
                text.push_str(self.word(dice));
            }
            text.push_str(part);
        }
        capitalised(&text)
    }
}

/// With its first letter in upper case.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posts::Title;

    #[test]
    fn every_language_has_its_words_and_makes_valid_titles() {
        let mut dice = Dice::new(1, 1);
        for language in all() {
            assert_eq!(language.content.len(), VOCABULARY);
            assert!(language.function.len() > 50 && language.titles.len() >= 10);
            for _ in 0..200 {
                let title = language.title(&mut dice);
                assert_eq!(Title::parse(&title).unwrap().as_str(), title);
                let sentence = language.sentence(&mut dice);
                assert!(sentence.ends_with(['.', '?']) && sentence.split(' ').count() >= 5, "{sentence}");
            }
        }
    }
}

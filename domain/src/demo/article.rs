//! The texts of posts and comments, in Markdown.

use super::{dice::Dice, language::Language};

/// How long a post is, in characters: some 2 KB.
const LENGTH: (usize, usize) = (1_300, 2_700);

/// The source of a post.
pub(super) fn post(language: &Language, dice: &mut Dice) -> String {
    let length = dice.between(LENGTH.0, LENGTH.1);
    let mut text = String::with_capacity(length + 400);
    text.push_str(&paragraph(language, dice));
    while text.len() < length {
        text.push_str("\n\n");
        let block = match dice.below(12) {
            0 | 1 => format!("## {}\n\n{}", language.title(dice), paragraph(language, dice)),
            2 => list(language, dice),
            3 => format!("> {} {}", language.sentence(dice), language.sentence(dice)),
            4 if dice.percent(30) => format!("```rust\nlet {} = {};\n```", plain(language, dice), dice.below(1000)),
            _ => paragraph(language, dice),
        };
        text.push_str(&block);
    }
    text
}

/// The source of a comment, which may name somebody.
pub(super) fn comment(language: &Language, dice: &mut Dice, names: Option<&str>) -> String {
    let mut text = names.map(|name| format!("@{name} ")).unwrap_or_default();
    text.push_str(&language.sentence(dice));
    for _ in 0..dice.below(3) {
        text.push(' ');
        text.push_str(&language.sentence(dice));
    }
    text
}

fn paragraph(language: &Language, dice: &mut Dice) -> String {
    let mut text = String::new();
    for n in 0..dice.between(3, 6) {
        if n > 0 {
            text.push(' ');
        }
        text.push_str(&language.sentence(dice));
        if dice.percent(12) {
            let (before, word) = (language.sentence(dice), language.word(dice));
            let marked = match dice.below(4) {
                0 => format!("**{word}**"),
                1 => format!("*{word}*"),
                2 => format!("`{word}`"),
                _ => format!("[{word}](https://example.org/{})", dice.below(10_000)),
            };
            let before = before.trim_end_matches(['.', '?']);
            text.extend([" ", before, " ", marked.as_str(), "."]);
        }
    }
    text
}

fn list(language: &Language, dice: &mut Dice) -> String {
    let items: Vec<String> = (0..dice.between(3, 6)).map(|_| format!("- {}", language.sentence(dice))).collect();
    items.join("\n")
}

/// A word that can be a name in a program.
fn plain(language: &Language, dice: &mut Dice) -> String {
    crate::slug::make(language.word(dice)).replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{demo::language, platform::markdown};

    #[test]
    fn a_post_has_some_2_kb_and_is_readable() {
        let (languages, mut dice) = (language::all(), Dice::new(1, 1));
        let texts: Vec<String> = (0..200).map(|n| post(&languages[n % languages.len()], &mut dice)).collect();
        let mean = texts.iter().map(String::len).sum::<usize>() / texts.len();
        assert!((1_800..2_800).contains(&mean), "{mean}");
        let html = markdown::render(&texts[0]).unwrap();
        assert!(html.starts_with("<p>") && markdown::excerpt(&html).len() > 100, "{html}");
    }
}

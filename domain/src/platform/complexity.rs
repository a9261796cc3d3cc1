//! What a Markdown source may cost. A few kilobytes can take seconds, or become megabytes for every reader: tables whose missing
//! cells are filled in, quotes in quotes in quotes, one footnote that is referred to over and over. Such a source is refused.
//!
//! `comrak` reads nearly everything that is hostile in linear time (its `tests/pathological.rs`: brackets, emphasis, backticks,
//! raw HTML). Two things it does not: each empty line passes through all lists that are open, and each address is followed up to
//! the next blank, also where it ends before that. They are bounded by a look at the raw text. The rest of reading is bounded by its
//! steps and nodes, what came of it by its shape, and the HTML by its length. The shape matters most: at each tag the sanitiser
//! looks through all elements that are open, so nesting costs its square.

use std::{cell::Cell, fmt};

use comrak::{
    Arena,
    arena_tree::NodeEdge,
    nodes::{Node, NodeValue},
    try_parse_document,
};

use super::markdown::options;
use crate::fault::Refusal;

/// How deep quotes, lists, links and emphasis stand in each other at most.
const NESTING_MAX: usize = 100;
/// How many cells all tables have together at most, with those that are filled in.
const CELLS_MAX: usize = 20_000;
/// How often footnotes are referred to at most.
const REFERENCES_MAX: usize = 1_000;
/// How long the HTML of any source may be, in bytes; and how much longer for each byte of the source.
const HTML_BYTES: (usize, usize) = (64 * 1024, 20);
/// How many steps reading takes at most; and how many more for each byte.
const STEPS: (usize, usize) = (200_000, 40);
/// After so many steps `comrak` asks whether it shall go on.
const STEPS_BETWEEN: usize = 256;
/// How many nodes come of it at most; and how many more for each byte.
const NODES: (usize, usize) = (40_000, 4);
/// How many bytes are looked at beyond what linear time takes.
const STRAIN_MAX: usize = 64_000_000;
/// What an empty line costs for each list that is open, in bytes looked at.
const EMPTY_LINE: usize = 20;
/// How many columns a tab has at most.
const TAB: usize = 4;

/// Reads a source whose cost is bounded.
///
/// # Errors
/// `too_complex`.
pub(crate) fn parse<'a>(arena: &'a Arena<'a>, source: &str) -> Result<Node<'a>, Refusal> {
    if strain(source) > STRAIN_MAX {
        return Err(refused("too many empty lines in deep lists, or addresses without blanks between".to_owned()));
    }
    let (asks, nodes) = (most(STEPS, source) / STEPS_BETWEEN, most(NODES, source));
    let asked = Cell::new(0_usize);
    let is_too_much = || {
        asked.set(asked.get() + 1);
        asked.get() > asks || arena.len() > nodes
    };
    let root = try_parse_document(arena, source, &options(), &is_too_much)
        .map_err(|_| refused("its parts are too many for its length".to_owned()))?;
    measure(root)?;
    Ok(root)
}

/// HTML that is written as long as it is not too long for its source.
pub(super) struct Html {
    text: String,
    most: usize,
}

impl Html {
    /// None yet.
    pub(super) fn of(source: &str) -> Self {
        Self { text: String::new(), most: most(HTML_BYTES, source) }
    }

    /// The same with something made of it, which may be no longer.
    ///
    /// # Errors
    /// `too_complex`.
    pub(super) fn finish(self, change: impl FnOnce(&str) -> String) -> Result<String, Refusal> {
        let html = change(&self.text);
        if html.len() > self.most { Err(too_long()) } else { Ok(html) }
    }
}

impl fmt::Write for Html {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.text.len() + text.len() > self.most {
            return Err(fmt::Error);
        }
        self.text.push_str(text);
        Ok(())
    }
}

/// Why HTML is not finished.
pub(super) fn too_long() -> Refusal {
    let (free, each) = HTML_BYTES;
    refused(format!("what it becomes is longer than {free} bytes and {each} for each of its own"))
}

fn refused(why: String) -> Refusal {
    Refusal::new("too_complex", why)
}

const fn most((free, each): (usize, usize), source: &str) -> usize {
    free + each * source.len()
}

/// Refuses what is nested too deeply, or multiplies.
fn measure(root: Node<'_>) -> Result<(), Refusal> {
    let (mut depth, mut cells, mut references) = (0_usize, 0_usize, 0_usize);
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => match &node.data().value {
                NodeValue::TableCell => cells += 1,
                NodeValue::FootnoteReference(_) => references += 1,
                value if nests(value) => depth += 1,
                _ => {}
            },
            NodeEdge::End(node) if nests(&node.data().value) => depth -= 1,
            NodeEdge::End(_) => {}
        }
        if depth > NESTING_MAX {
            return Err(refused(format!("at most {NESTING_MAX} quotes, lists, links and emphases in each other")));
        }
        if cells > CELLS_MAX {
            return Err(refused(format!("at most {CELLS_MAX} cells of tables, with those that are filled in")));
        }
        if references > REFERENCES_MAX {
            return Err(refused(format!("at most {REFERENCES_MAX} references to footnotes")));
        }
    }
    Ok(())
}

const fn nests(value: &NodeValue) -> bool {
    matches!(
        value,
        NodeValue::BlockQuote
            | NodeValue::List(_)
            | NodeValue::FootnoteDefinition(_)
            | NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Link(_)
            | NodeValue::Image(_)
    )
}

/// How many bytes are looked at more than once: addresses up to the next blank, and lists that are open at each empty line.
fn strain(source: &str) -> usize {
    let (mut strain, mut deepest) = (0_usize, 0_usize);
    for line in source.split(['\n', '\r']) {
        if line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>')) {
            strain += EMPTY_LINE * deepest;
        } else {
            deepest = deepest.max(lists_behind(line));
            let starts = |word: &str| word.matches("://").count() + word.matches("www.").count();
            strain += line.split_ascii_whitespace().map(|word| word.len() * starts(word)).sum::<usize>();
        }
        if strain > STRAIN_MAX {
            break;
        }
    }
    strain
}

/// How many lists and footnotes can be open behind a line: one for each two columns before its first marker, and one for each marker.
fn lists_behind(line: &str) -> usize {
    let begin = line.find(|c: char| !matches!(c, ' ' | '\t' | '>')).unwrap_or(line.len());
    let (before, rest) = line.split_at(begin);
    let width = |byte| if byte == b'\t' { TAB } else { 1 };
    let columns: usize = before.bytes().map(width).sum();
    let opened: usize = rest.split_ascii_whitespace().map(markers).take_while(|count| *count > 0).sum();
    if opened == 0 { 0 } else { columns / 2 + opened.min(NESTING_MAX) }
}

/// How many markers a word is; footnotes need no blank between theirs.
fn markers(word: &str) -> usize {
    let is_number = || word.trim_end_matches(['.', ')']).bytes().all(|byte| byte.is_ascii_digit());
    match word.as_bytes() {
        [b'-' | b'+' | b'*'] | [b'>', ..] => 1,
        [b'[', b'^', ..] => word.matches("]:").count(),
        [b'0'..=b'9', .., b'.' | b')'] if is_number() => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{article, markdown};

    /// What CommonMark libraries have stumbled over, each to be repeated.
    const STRANGE: &str = "[¦]¦![¦[a](¦[a](b¦![a](¦<¦<a ¦<!--¦<![CDATA[¦<?¦`¦``` ¦`a``¦*¦**a ¦_a ¦*a_ ¦~~a ¦\\¦&amp;¦&¦a@b.c ¦a@¦\
        http://a ¦[^¦[^1]:¦[a]: b\n¦[a]: b\n\n¦# a\n¦# a-1\n¦|¦a|b\n¦- ¦- a\n¦1. a\n¦\t¦    a\n¦<b>¦\n> a\n¦a\n=\n¦***\n¦- [ ] a\n¦世¦\"¦'";

    fn outcome(source: &str) -> Result<usize, &'static str> {
        let html = markdown::render(source).map_err(|refusal| refusal.code);
        let article = article::render(source).map_err(|refusal| refusal.code);
        assert_eq!(html.as_ref().err(), article.as_ref().err(), "both ways are bounded alike");
        html.map(|html| html.len())
    }

    /// A table of which only the first cells of a row are written.
    fn table(columns: usize, rows: usize, row: &str) -> String {
        format!("{}|\n{}|\n{}", "|a".repeat(columns), "|-".repeat(columns), row.repeat(rows))
    }

    #[test]
    fn what_multiplies_or_nests_without_end_is_refused() {
        for (what, source) in [
            ("cells filled in", table(500, 500, "|a\n")),
            ("many of those tables", format!("{}\n\n", table(140, 40, "|a\n")).repeat(10)),
            ("a small one", table(350, 350, "|a\n")),
            ("quotes", ">".repeat(5_000)),
            ("more quotes", ">".repeat(100_000)),
            ("emphasis", format!("{}{}", "*a **a ".repeat(2_000), " a** a*".repeat(2_000))),
            ("emphasis in a heading", format!("# {}{}", "*a **a ".repeat(2_000), " a** a*".repeat(2_000))),
            ("stars", format!("{}a{}", "*".repeat(50_000), "*".repeat(50_000))),
            ("pictures in pictures", format!("{}a{}", "![".repeat(5_000), "](b)".repeat(5_000))),
            ("a footnote", format!("{}\n\n[^1]: a\n", "[^1] ".repeat(10_000))),
            ("empty lines in lists", format!("{}a\n{}", deep_lists(), "\n".repeat(100_000))),
            ("addresses without blanks", "http://a<".repeat(20_000)),
            ("other addresses without blanks", "*www.a.b<".repeat(20_000)),
        ] {
            assert_eq!(outcome(&source), Err("too_complex"), "{what}");
        }
    }

    /// Lists whose nesting goes on from line to line, beyond what one line may open.
    fn deep_lists() -> String {
        (0..20).map(|n| format!("{}{}a\n", "\t".repeat(n * 50), "- ".repeat(99))).collect::<Vec<_>>().concat()
    }

    #[test]
    fn what_is_only_strange_stays_within_its_bounds() {
        for unit in STRANGE.split('¦') {
            let source = unit.repeat(8_000 / unit.len());
            let most = most(HTML_BYTES, &source);
            match outcome(&source) {
                Ok(bytes) => assert!(bytes <= most, "{unit:?} becomes {bytes}"),
                Err(code) => assert_eq!(code, "too_complex", "{unit:?}"),
            }
        }
    }

    #[test]
    fn long_and_deep_documents_that_somebody_would_write_are_rendered() {
        let lists = (0..10).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect::<Vec<_>>().concat();
        let note = |n| format!("Text with a note[^{n}] in it.\n\n[^{n}]: The note.\n\n");
        let notes = (0..100).map(note).collect::<Vec<_>>().concat();
        let link = "[a word](https://example.org/some/where?a=b) and https://example.org, ";
        for (what, source) in [
            ("20 quotes", format!("{} a", ">".repeat(20))),
            ("10 lists", format!("{lists}\n\n").repeat(50)),
            ("a table", table(20, 100, &format!("{}|\n", "|cell".repeat(20)))),
            ("a table with empty cells", table(20, 100, "|a\n")),
            ("100 footnotes", notes),
            ("a chapter", "Some *words* and `code`, with **more** to say.\n\n".repeat(2_000)),
            ("many links", link.repeat(500)),
            ("links without blanks", "\u{4e16}[\u{754c}](https://example.org/a)\u{3002}".repeat(200)),
            ("code", format!("```\n{}```\n", "        - x = [1, 2, 3]\n\n".repeat(2_000))),
            ("lists with empty lines", "- a\n\n  - b\n\n    1. c\n\n".repeat(1_000)),
            ("a conflict", format!("```\n{}\n```\n", ">".repeat(200))),
        ] {
            assert!(outcome(&source).is_ok(), "{what}: {:?}", outcome(&source));
        }
    }

    #[test]
    fn lists_are_counted_by_what_stands_before_them() {
        for (line, lists) in [
            ("a", 0),
            ("- a", 1),
            ("  - - a", 3),
            ("\t1. a", 3),
            ("> - a", 2),
            ("[^1]:[^2]: a", 2),
            ("2 - a", 0),
            ("    a", 0),
        ] {
            assert_eq!(lists_behind(line), lists, "{line:?}");
        }
    }
}

//! What is told of an import.

use serde::{Deserialize, Serialize};

use super::translation::Findings;
use crate::ids::ImportId;

/// How many findings a report shows; the others are only counted.
pub const FINDINGS_MAX: usize = 1000;

/// What an archive is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportForm {
    /// An archive of a whole site, as an export makes it.
    Site,
    /// A zip of Markdown files with front matter, which become posts.
    Markdown {
        /// Whose posts, by their username.
        author: String,
        /// The base address of the site, from which pictures are fetched.
        origin: Option<String>,
    },
    /// An export of Ghost: its JSON, bare or in a zip. Who wrote there comes along.
    Ghost {
        /// Whose posts those of people become who can't come, by their username.
        author: String,
        /// The base address of the site, which such an export does not tell.
        origin: Option<String>,
    },
    /// An export of WordPress: its extended RSS (WXR), bare or in a zip. Who wrote there comes along.
    WordPress {
        /// As for Ghost.
        author: String,
    },
}

/// What becomes of the rows of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The file.
    pub file: String,
    /// Rows that are created, or removed by an undoing.
    pub created: u64,
    /// Rows that are here from an earlier import and become what they are in their source now, or are put back by an undoing.
    #[serde(default)]
    pub updated: u64,
    /// Rows that are here already.
    pub skipped: u64,
    /// Rows that can't come, or can't go.
    pub conflicts: u64,
}

/// A row that can't come, or can't go, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line, from 1; none where there is none to point at.
    pub line: Option<u64>,
    /// Why.
    pub reason: String,
}

/// What an import does, or has done.
#[derive(Debug, Clone, Default)]
pub struct ImportReport {
    /// The import, once something is written.
    pub import: Option<ImportId>,
    /// File by file.
    pub tallies: Vec<Tally>,
    /// The first rows that can't come.
    pub findings: Vec<Finding>,
    /// The base address of the site that it came from, where that is known and another product's.
    pub origin: Option<String>,
    /// How many findings are written down elsewhere and not here any more.
    pub(super) written: usize,
}

impl ImportReport {
    /// Begins with another file.
    pub(super) fn begin(&mut self, file: &str) {
        self.tallies.push(Tally { file: file.to_owned(), created: 0, updated: 0, skipped: 0, conflicts: 0 });
    }

    fn last(&mut self) -> Option<&mut Tally> {
        self.tallies.last_mut()
    }

    pub(super) fn created(&mut self, rows: usize) {
        if let Some(tally) = self.last() {
            tally.created += rows as u64;
        }
    }

    pub(super) fn updated(&mut self, rows: usize) {
        if let Some(tally) = self.last() {
            tally.updated += rows as u64;
        }
    }

    pub(super) fn skipped(&mut self) {
        if let Some(tally) = self.last() {
            tally.skipped += 1;
        }
    }

    pub(super) fn conflict(&mut self, line: Option<u64>, reason: String) {
        if let Some(tally) = self.last() {
            tally.conflicts += 1;
        }
        self.tell(line, reason);
    }

    /// Tells something of a row that comes all the same, or of one that does not.
    pub(super) fn tell(&mut self, line: Option<u64>, reason: String) {
        let Some(tally) = self.tallies.last() else { return };
        if self.findings.len() + self.written < FINDINGS_MAX {
            self.findings.push(Finding { file: tally.file.clone(), line, reason });
        }
    }

    /// Begins with what was found before of the things, such as files, that rows were made of; `others` nobody asked for.
    pub(super) fn add_things(&mut self, name: &str, findings: Findings, others: u64) {
        let Findings { first, count } = findings;
        self.tallies.push(Tally { file: name.to_owned(), created: 0, updated: 0, skipped: others, conflicts: count });
        self.findings = first;
    }

    /// All rows of a kind, whatever the file.
    #[must_use]
    pub fn sum(&self, of: impl Fn(&Tally) -> u64) -> u64 {
        self.tallies.iter().map(of).sum()
    }
}

//! What has changed between two revisions: line by line, as data and as a unified diff. However different two texts are, the
//! comparison ends: after a while it is made coarser.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use super::Revision;

/// How long two texts are compared exactly.
const PATIENCE: Duration = Duration::from_millis(200);
/// Lines that did not change around those that did.
const CONTEXT: usize = 3;

/// What has changed from one revision to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionDiff {
    /// The number of the earlier one; none when there was nothing before.
    pub from: Option<i64>,
    /// The number of the later one.
    pub to: i64,
    /// The heading before; empty when there was nothing.
    pub title_before: String,
    /// The heading after.
    pub title_after: String,
    /// Lines that were added.
    pub added: u32,
    /// Lines that were removed.
    pub removed: u32,
    /// The places of the source that changed.
    pub hunks: Vec<DiffHunk>,
    /// The same as a unified diff; empty when the source is the same.
    pub unified: String,
}

/// One place that changed, with a few lines around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffHunk {
    /// The first line of it before, from 1.
    pub old_start: u32,
    /// How many lines of it before.
    pub old_lines: u32,
    /// The first line of it after, from 1.
    pub new_start: u32,
    /// How many lines of it after.
    pub new_lines: u32,
    /// Its lines.
    pub lines: Vec<DiffLine>,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// What became of it.
    pub change: LineChange,
    /// The line, without its end.
    pub text: String,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineChange {
    /// It stayed.
    Same,
    /// It is gone.
    Removed,
    /// It is new.
    Added,
}

impl RevisionDiff {
    /// Compares. Takes a while for long texts: not for async threads.
    pub(super) fn of(from: Option<&Revision>, to: &Revision) -> Self {
        let before = from.map(|from| from.markdown.as_str()).unwrap_or_default();
        let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(before, &to.markdown);
        let mut unified = diff.unified_diff();
        unified.context_radius(CONTEXT);
        let hunks: Vec<DiffHunk> = unified.iter_hunks().map(|hunk| hunk_of(&hunk)).collect();
        let number = |revision: Option<i64>| format!("revision {}", revision.unwrap_or_default());
        let from_number = from.map(|from| from.number);
        let text = unified.header(&number(from_number), &number(Some(to.number))).to_string();
        let count = |change: LineChange| {
            let lines = hunks.iter().flat_map(|hunk| &hunk.lines);
            whole(lines.filter(|line| line.change == change).count())
        };
        Self {
            from: from_number,
            to: to.number,
            title_before: from.map(|from| from.title.clone()).unwrap_or_default(),
            title_after: to.title.clone(),
            added: count(LineChange::Added),
            removed: count(LineChange::Removed),
            hunks,
            unified: text,
        }
    }
}

fn hunk_of<'text>(hunk: &similar::udiff::UnifiedDiffHunk<'_, 'text, 'text, '_, str>) -> DiffHunk {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    let lines = hunk.iter_changes().map(|change| {
        old.extend(change.old_index());
        new.extend(change.new_index());
        let became = match change.tag() {
            ChangeTag::Equal => LineChange::Same,
            ChangeTag::Delete => LineChange::Removed,
            ChangeTag::Insert => LineChange::Added,
        };
        DiffLine { change: became, text: change.value().trim_end_matches('\n').to_owned() }
    });
    let lines = lines.collect();
    let start = |indexes: &[usize]| indexes.first().map_or(0, |first| whole(first + 1));
    DiffHunk {
        old_start: start(&old),
        old_lines: whole(old.len()),
        new_start: start(&new),
        new_lines: whole(new.len()),
        lines,
    }
}

fn whole(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use chrono::DateTime;

    use super::*;

    fn revision(number: i64, markdown: &str) -> Revision {
        Revision {
            number,
            version: number,
            author_id: None,
            author: None,
            title: format!("Title {number}"),
            markdown: markdown.to_owned(),
            reason: None,
            autosave: false,
            restored_from: None,
            saved_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_diff_is_told_as_data_and_as_text() {
        let diff = RevisionDiff::of(Some(&revision(1, "one\ntwo\nthree\n")), &revision(2, "one\n2\nthree\nfour\n"));
        assert_eq!((diff.from, diff.to, diff.added, diff.removed), (Some(1), 2, 2, 1));
        let hunk = &diff.hunks[0];
        assert_eq!((hunk.old_start, hunk.old_lines, hunk.new_start, hunk.new_lines), (1, 3, 1, 4));
        let expected = "--- revision 1\n+++ revision 2\n@@ -1,3 +1,4 @@\n one\n-two\n+2\n three\n+four\n";
        assert_eq!(diff.unified, expected);
    }

    #[test]
    fn the_first_revision_is_compared_with_nothing() {
        let diff = RevisionDiff::of(None, &revision(1, "one\n"));
        assert_eq!((diff.from, diff.added, diff.title_before.as_str()), (None, 1, ""));
    }

    #[test]
    fn equal_texts_have_no_hunks() {
        let diff = RevisionDiff::of(Some(&revision(1, "same\n")), &revision(2, "same\n"));
        assert_eq!((diff.hunks.len(), diff.unified.as_str()), (0, ""));
    }

    #[test]
    fn however_different_two_texts_are_the_comparison_ends() {
        let lines = |step: usize| {
            let lines: Vec<String> = (0..40_000).map(|n| (n * step % 9973).to_string()).collect();
            lines.join("\n") + "\n"
        };
        let began = Instant::now();
        let diff = RevisionDiff::of(Some(&revision(1, &lines(7))), &revision(2, &lines(13)));
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert!(diff.added > 0);
    }
}

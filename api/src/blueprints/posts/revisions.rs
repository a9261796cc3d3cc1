//! Revisions of posts as clients see them.

use async_graphql::{Enum, ID, SimpleObject};
use presswork_domain::posts::revisions;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{blueprints::users::dto::User, scalars::Time};

/// What a post said at a save.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostRevision {
    /// Counts the revisions of the post; starts at 1.
    #[schema(example = 3, minimum = 1)]
    pub number: i64,
    /// The version of the post that the save made.
    #[schema(example = 4, minimum = 1)]
    pub version: i64,
    /// Who saved it, by id; null once the account is erased.
    #[schema(value_type = Option<String>, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub author_id: Option<ID>,
    /// Who saved it; null once the account is erased.
    pub author: Option<User>,
    /// The heading.
    #[schema(example = "Hello, world")]
    pub title: String,
    /// The source in Markdown.
    #[schema(example = "It *works*.")]
    pub markdown: String,
    /// Why, in the words of who saved it.
    #[schema(example = "A clearer heading")]
    pub reason: Option<String>,
    /// Whether an editor saved by itself, perhaps several times.
    #[schema(example = false)]
    pub autosave: bool,
    /// The revision that was restored by this save; null when none was.
    #[schema(example = 1)]
    pub restored_from: Option<i64>,
    /// When it was saved.
    pub saved_at: Time,
}

impl From<revisions::Revision> for PostRevision {
    fn from(revision: revisions::Revision) -> Self {
        Self {
            number: revision.number,
            version: revision.version,
            author_id: revision.author_id.map(|id| id.to_string().into()),
            author: revision.author.map(User::from),
            title: revision.title,
            markdown: revision.markdown,
            reason: revision.reason,
            autosave: revision.autosave,
            restored_from: revision.restored_from,
            saved_at: revision.saved_at.into(),
        }
    }
}

/// What has changed from one revision to another.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevisionDiff {
    /// The number of the earlier one; null when there was nothing before.
    #[schema(example = 1)]
    pub from: Option<i64>,
    /// The number of the later one.
    #[schema(example = 2)]
    pub to: i64,
    /// The heading before; empty when there was nothing.
    #[schema(example = "Hello, world")]
    pub title_before: String,
    /// The heading after.
    #[schema(example = "Hello again")]
    pub title_after: String,
    /// How many lines were added.
    #[schema(example = 1)]
    pub added: u32,
    /// How many lines were removed.
    #[schema(example = 1)]
    pub removed: u32,
    /// The places of the source that changed.
    pub hunks: Vec<DiffHunk>,
    /// The same as a unified diff; empty when the source is the same.
    #[schema(example = "--- revision 1\n+++ revision 2\n@@ -1 +1 @@\n-one\n+two\n")]
    pub unified: String,
}

impl From<revisions::RevisionDiff> for RevisionDiff {
    fn from(diff: revisions::RevisionDiff) -> Self {
        Self {
            from: diff.from,
            to: diff.to,
            title_before: diff.title_before,
            title_after: diff.title_after,
            added: diff.added,
            removed: diff.removed,
            hunks: diff.hunks.into_iter().map(DiffHunk::from).collect(),
            unified: diff.unified,
        }
    }
}

/// One place that changed, with a few lines around it.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DiffHunk {
    /// The first line of it before, from 1.
    #[schema(example = 1)]
    pub old_start: u32,
    /// How many lines of it before.
    #[schema(example = 1)]
    pub old_lines: u32,
    /// The first line of it after, from 1.
    #[schema(example = 1)]
    pub new_start: u32,
    /// How many lines of it after.
    #[schema(example = 1)]
    pub new_lines: u32,
    /// Its lines.
    pub lines: Vec<DiffLine>,
}

impl From<revisions::DiffHunk> for DiffHunk {
    fn from(hunk: revisions::DiffHunk) -> Self {
        Self {
            old_start: hunk.old_start,
            old_lines: hunk.old_lines,
            new_start: hunk.new_start,
            new_lines: hunk.new_lines,
            lines: hunk.lines.into_iter().map(DiffLine::from).collect(),
        }
    }
}

/// One line of a place that changed.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DiffLine {
    /// What became of it.
    pub change: LineChange,
    /// The line, without its end.
    #[schema(example = "It *works*.")]
    pub text: String,
}

impl From<revisions::DiffLine> for DiffLine {
    fn from(line: revisions::DiffLine) -> Self {
        Self { change: line.change.into(), text: line.text }
    }
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase")]
pub enum LineChange {
    /// It stayed.
    Same,
    /// It is gone.
    Removed,
    /// It is new.
    Added,
}

impl From<revisions::LineChange> for LineChange {
    fn from(change: revisions::LineChange) -> Self {
        match change {
            revisions::LineChange::Same => Self::Same,
            revisions::LineChange::Removed => Self::Removed,
            revisions::LineChange::Added => Self::Added,
        }
    }
}

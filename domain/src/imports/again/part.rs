//! What becomes of the parts of a post that is here.

use std::collections::HashSet;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::fate::Fate;
use crate::{
    archive::{Table, files},
    imports::walk::{Candidate, Walk},
};

/// Tables whose rows are parts of posts, which their first column names.
pub(super) const PARTS: [&str; 2] = [files::POST_SLUGS, files::POST_TAGS];

/// What becomes of the parts of a post that was here before this import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::imports) enum Part {
    /// They become what they are in the source, as the post does.
    Changed,
    /// They stay, as the post does, and those come that are missing: whoever was to bring them may have been stopped.
    Lacking,
    /// They stay, as the post does.
    Left,
}

impl Walk<'_> {
    pub(super) fn part(&mut self, post: Option<Uuid>, part: Part) {
        self.parts.extend(post.map(|post| (post, part)));
    }

    /// The post that a row is a part of, and what becomes of its parts, where that was decided.
    pub(super) fn decided(&self, table: &Table, candidate: &Candidate) -> Option<(Uuid, Part)> {
        let post = candidate.row.id(table, 0).filter(|_| PARTS.contains(&table.file))?;
        self.parts.get(&post).map(|part| (post, *part))
    }

    /// Whether a part of a post that is here as it came is nothing to talk about, though it can't come as it is there: another form of it
    /// is here, or it is one of several names, and was told when the post came.
    pub(in crate::imports) fn is_settled(
        &self,
        table: &Table,
        candidate: &Candidate,
        here: Option<&Map<String, Value>>,
    ) -> bool {
        let is_lacking = self.decided(table, candidate).is_some_and(|(_, part)| part == Part::Lacking);
        is_lacking && (here.is_some() || candidate.row.json.get("isCurrent") == Some(&Value::Bool(false)))
    }
}

/// What becomes of the parts of a post that is here; none where they come as those of a new one do.
pub(super) fn part_of(
    fate: &Fate,
    (table, candidate): (&Table, &Candidate),
    here: &Map<String, Value>,
    bare: &HashSet<Uuid>,
) -> Option<Part> {
    // The slug that it has there is the only one that may become its current one.
    let is_called_so = here.get("slug") == candidate.row.json.get("slug");
    match fate {
        Fate::Own => None,
        Fate::Same if is_called_so => Some(Part::Lacking),
        // Whatever has become of it since, nothing that belongs to it has come.
        Fate::Kept if is_called_so && candidate.row.id(table, 0).is_some_and(|post| bare.contains(&post)) => None,
        // Those of one that is to be changed until it is.
        Fate::Same | Fate::Kept | Fate::Changed | Fate::Stays(_) => Some(Part::Left),
    }
}

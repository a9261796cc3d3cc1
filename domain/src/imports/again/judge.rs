//! Deciding about posts that are here, by what is known of the times that they came before.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    fate::{Fate, fate},
    part::part_of,
};
use crate::{
    Result,
    archive::{Table, files},
    ids::ImportId,
    imports::{
        store::{self, Brought},
        walk::{Candidate, Walk},
    },
};

impl Walk<'_> {
    /// What is known of posts that are here from the times that they came before. Nothing of rows that are none, or of an archive of a site.
    pub(in crate::imports) async fn brought(
        &self,
        table: &'static Table,
        here: &HashMap<String, Map<String, Value>>,
    ) -> Result<HashMap<String, Vec<Brought>>> {
        if here.is_empty() || table.file != files::POSTS || self.sources.is_empty() {
            return Ok(HashMap::new());
        }
        store::brought(self.cx, self.own_import(), table, here.keys().cloned().collect()).await
    }

    /// The import that this is a plan or a try of, if it is one.
    pub(in crate::imports) fn own_import(&self) -> Option<ImportId> {
        self.import.or(self.journal.import())
    }

    /// Decides about a post that is here and has come before. Tells whether it is to be changed.
    pub(in crate::imports) fn judge(
        &mut self,
        table: &'static Table,
        candidate: &Candidate,
        here: &Map<String, Value>,
        (brought, bare): (&[Brought], &HashSet<Uuid>),
    ) -> bool {
        let fate = fate(candidate, here, brought, self.own_import());
        if let Some(part) = part_of(&fate, (table, candidate), here, bare) {
            self.part(candidate.row.id(table, 0), part);
        }
        match fate {
            Fate::Own | Fate::Same | Fate::Kept => self.report.skipped(),
            Fate::Changed => {}
            Fate::Stays(why) => self.conflict(table, candidate.line, why.to_owned()),
        }
        matches!(fate, Fate::Changed)
    }

    /// Which of the posts of a page that have come before have no slug: they came, and nothing that belongs to them.
    pub(in crate::imports) async fn bare(
        &self,
        table: &Table,
        page: &[Candidate],
        brought: &HashMap<String, Vec<Brought>>,
    ) -> Result<HashSet<Uuid>> {
        let known = page.iter().filter(|candidate| brought.contains_key(&candidate.row.key(table)));
        let posts: Vec<Uuid> = known.filter_map(|candidate| candidate.row.id(table, 0)).collect();
        if posts.is_empty() { Ok(HashSet::new()) } else { store::bare(self.cx, posts).await }
    }
}

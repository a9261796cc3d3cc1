//! Whose the slugs are that come.

use std::collections::HashSet;

use crate::{
    Result,
    archive::Table,
    imports::{
        sieve::{Mark, mark},
        store,
        walk::{Candidate, Walk},
    },
};

impl Walk<'_> {
    /// Those whose slugs no other post has, here or before them in the archive; all of those that have none.
    pub(in crate::imports) async fn named(
        &mut self,
        table: &'static Table,
        page: Vec<Candidate>,
        taken: &mut HashSet<Mark>,
    ) -> Result<Vec<Candidate>> {
        if page.is_empty() || !store::names(table).iter().any(|(name, _, _)| *name == "slug") {
            return Ok(page);
        }
        let slugs = page.iter().map(|candidate| candidate.row.text("slug").to_owned()).collect();
        let holders = store::slug_holders(self.cx, slugs).await?;
        let mut named = Vec::new();
        for candidate in page {
            let (slug, key) = (candidate.row.text("slug"), candidate.row.key(table));
            let is_anothers = holders.get(slug).is_some_and(|of| Some(*of) != candidate.row.id(table, 0));
            let marks = [mark("slug", slug), mark("key", &key)];
            if is_anothers || marks.iter().any(|mark| taken.contains(mark)) {
                let reason = format!("slug {slug} is something else's");
                self.conflict(table, candidate.line, reason);
                continue;
            }
            taken.extend(marks);
            named.push(candidate);
        }
        Ok(named)
    }
}

//! Changing posts.

use super::part::Part;
use crate::{
    Result,
    archive::Table,
    ids::ImportId,
    imports::{
        store,
        walk::{Candidate, Walk},
    },
    platform::Tx,
};

impl Walk<'_> {
    /// Changes posts that are still what they were when it was decided; tells how many.
    pub(in crate::imports) async fn change(
        &mut self,
        tx: &Tx,
        import: ImportId,
        table: &'static Table,
        page: &[Candidate],
    ) -> Result<usize> {
        if page.is_empty() {
            return Ok(0);
        }
        let (mut held, mut changed) = (store::held(self.cx, tx, table, page).await?, 0);
        for candidate in page {
            match held.remove(&candidate.row.key(table)) {
                Some(row) if Some(store::fingerprint(&row)) == candidate.was => {
                    store::rewrite(self.cx, tx, import, table, (candidate, row)).await?;
                    self.part(candidate.row.id(table, 0), Part::Changed);
                    changed += 1;
                }
                _ => self.conflict(table, candidate.line, "somebody has just changed it here".to_owned()),
            }
        }
        Ok(changed)
    }

    /// The same where nothing is written.
    pub(in crate::imports) fn would_change(&mut self, table: &'static Table, page: &[Candidate]) -> usize {
        for candidate in page {
            self.part(candidate.row.id(table, 0), Part::Changed);
        }
        page.len()
    }
}

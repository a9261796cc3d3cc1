//! The parts of posts that were here before, in a page of rows.

use std::collections::HashSet;

use uuid::Uuid;

use super::part::{PARTS, Part};
use crate::{
    Result,
    archive::Table,
    imports::{
        store,
        walk::{Candidate, Walk},
    },
    platform::Tx,
};

impl Walk<'_> {
    /// Those parts whose posts are still what was decided about. They stay so until the transaction ends.
    pub(in crate::imports) async fn still(
        &mut self,
        tx: &Tx,
        table: &'static Table,
        page: Vec<Candidate>,
    ) -> Result<Vec<Candidate>> {
        let posts: HashSet<Uuid> = page.iter().filter_map(|it| self.decided(table, it)).map(|(post, _)| post).collect();
        if posts.is_empty() {
            return Ok(page);
        }
        let (as_written, mut still) = (store::as_written(self.cx, tx, &posts).await?, Vec::new());
        for candidate in page {
            match self.decided(table, &candidate) {
                Some((post, _)) if !as_written.contains(&post) => {
                    self.conflict(table, candidate.line, "somebody has just changed its post here".to_owned());
                }
                _ => still.push(candidate),
            }
        }
        Ok(still)
    }

    /// Takes out of a page what is a part of a post that was here before: parts of those that are changed, and what may be missing of others.
    pub(in crate::imports) fn apart(
        &mut self,
        table: &'static Table,
        page: Vec<Candidate>,
    ) -> (Vec<Candidate>, Vec<Candidate>) {
        if self.parts.is_empty() || !PARTS.contains(&table.file) {
            return (page, Vec::new());
        }
        let (mut rest, mut along) = (Vec::new(), Vec::new());
        for candidate in page {
            match self.decided(table, &candidate).map(|(_, part)| part) {
                None | Some(Part::Lacking) => rest.push(candidate),
                Some(Part::Changed) => along.push(candidate),
                Some(Part::Left) => self.report.skipped(),
            }
        }
        (rest, along)
    }
}

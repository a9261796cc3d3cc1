//! Going on behind posts that an earlier attempt has gone through.

use super::{
    fate::{Fate, fate, is_of},
    part::{Part, part_of},
};
use crate::{
    Result,
    archive::{self, Row},
    imports::{
        lines::Lines,
        store,
        walk::{Candidate, Walk},
    },
};

impl Walk<'_> {
    /// Passes over posts that an earlier attempt has gone through, and finds out again what becomes of their parts.
    pub(in crate::imports) async fn recall(&mut self, lines: &mut Lines, last: u64) -> Result<()> {
        if self.import.is_none() {
            return lines.skip(last);
        }
        let (table, own) = (lines.table, self.own_import());
        loop {
            let mut passed = Vec::new();
            while passed.len() < store::KEYS
                && lines.taken < last
                && let Some(text) = lines.next()?
            {
                let digest = self.sources.digest(table.file, lines.number);
                passed.extend(archive::row(table, &text).ok().map(|row| Candidate::new(lines.number, row, digest)));
            }
            if passed.is_empty() {
                return Ok(());
            }
            let rows: Vec<&Row> = passed.iter().map(|candidate| &candidate.row).collect();
            let here = store::here(self.cx, table, &rows).await?;
            let brought = self.brought(table, &here).await?;
            let bare = self.bare(table, &passed, &brought).await?;
            for candidate in &passed {
                let key = candidate.row.key(table);
                let Some(row) = here.get(&key) else { continue };
                let part = match brought.get(&key) {
                    None => Some(Part::Left),
                    Some(brought) => match fate(candidate, row, brought, own) {
                        Fate::Own if brought.iter().any(|it| is_of(it, own) && it.is_changed) => Some(Part::Changed),
                        fate => part_of(&fate, (table, candidate), row, &bare),
                    },
                };
                if let Some(part) = part {
                    self.part(candidate.row.id(table, 0), part);
                }
            }
        }
    }
}

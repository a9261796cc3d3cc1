//! Whether a table is the same on both sides, read anew from each.

use sha2::{Digest, Sha256};

use super::{Side, pass::first_of, rows::Rows, side::refused, table::Table};
use crate::{Error, Result, platform::hex};

/// A table that is the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The table.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// SHA-256 over the hashes of its rows in the order of keys, in hexadecimal.
    pub sha256: String,
}

/// A side that is read, and what was read so far.
struct Reading<'a> {
    rows: Rows<'a>,
    count: u64,
    hash: Sha256,
}

impl<'a> Reading<'a> {
    async fn of(side: &Side, table: &'a Table) -> Result<Self> {
        Ok(Self { rows: Rows::behind(side, table, None).await?, count: 0, hash: Sha256::new() })
    }

    /// Takes a row; gives its hash.
    async fn take(&mut self) -> Result<[u8; 32]> {
        let hash = self.rows.take().await?.map(|row| row.hash).unwrap_or_default();
        self.count += 1;
        self.hash.update(hash);
        Ok(hash)
    }

    fn sum(self, table: &Table) -> Sum {
        Sum { table: table.name.clone(), rows: self.count, sha256: hex(&self.hash.finalize()) }
    }
}

/// Reads a table of both.
///
/// # Errors
/// `move_differs` with the first key that differs and both sums.
pub(super) async fn compare(source: &Side, target: &Side, table: &Table) -> Result<Sum> {
    let (mut theirs, mut ours) = (Reading::of(source, table).await?, Reading::of(target, table).await?);
    let mut first = None;
    while let Some(order) = first_of(theirs.rows.head(), ours.rows.head()) {
        let row = if order.is_le() { theirs.rows.head() } else { ours.rows.head() };
        let key = row.map(|row| row.key.clone()).unwrap_or_default();
        let there = if order.is_le() { Some(theirs.take().await?) } else { None };
        let here = if order.is_ge() { Some(ours.take().await?) } else { None };
        if there != here && first.is_none() {
            first = Some((key, order));
        }
    }
    let (theirs, ours) = (theirs.sum(table), ours.sum(table));
    match first {
        None if theirs == ours => Ok(ours),
        None => Err(refused(format!("{} has two sums for the same rows", table.name))),
        Some((key, order)) => {
            let how = if order.is_lt() {
                "is missing in the target"
            } else if order.is_gt() {
                "is in the target only"
            } else {
                "differs"
            };
            Err(Error::conflict(
                "move_differs",
                format!(
                    "{}: the row with {} {how}; the source has {} rows with {}, the target {} with {}",
                    table.name,
                    table.told(&key),
                    theirs.rows,
                    theirs.sha256,
                    ours.rows,
                    ours.sha256
                ),
            ))
        }
    }
}

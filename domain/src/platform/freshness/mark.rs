//! Marks: what an answer was made of, in a number.

use std::{fmt, num::ParseIntError, str::FromStr};

use uuid::Uuid;

use super::Table;

/// Something that an answer was made of. The number is the same in every process and release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark(u64);

/// 2^64 divided by the golden ratio: multiplying by it spreads what lies together (Knuth, TAOCP 3, section 6.4).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl Mark {
    /// A row.
    #[must_use]
    pub fn row(table: Table, id: Uuid) -> Self {
        let (high, low) = id.as_u64_pair();
        Self::of(table, high.rotate_left(17) ^ low)
    }

    /// Which rows a table's lists have, and in which order.
    #[must_use]
    pub fn list(table: Table) -> Self {
        Self::of(table, 1)
    }

    /// A table, written by a statement that does not say which rows.
    pub(super) fn whole(table: Table) -> Self {
        Self::of(table, 2)
    }

    /// A table, written in whatever way: for who reads it by more than the ids of rows.
    pub(crate) fn any(table: Table) -> Self {
        Self::of(table, 3)
    }

    fn of(table: Table, what: u64) -> Self {
        Self(what.wrapping_mul(SPREAD) ^ (u64::from(table as u8) + 1).wrapping_mul(SPREAD.rotate_left(32)))
    }

    /// One of so many slots, a power of two.
    pub(super) fn slot(self, slots: usize) -> usize {
        let spread = self.0.wrapping_mul(SPREAD) >> 32;
        usize::try_from(spread).unwrap_or_default() & (slots - 1)
    }
}

/// The marks that a write of these rows leaves; of no rows in particular when none are named.
pub(in crate::platform) fn written(text: &str, rows: &[Mark]) -> Vec<Mark> {
    let tables = Table::written_by(text);
    if tables.is_empty() {
        return Vec::new();
    }
    let mut marks: Vec<Mark> = tables.iter().map(|table| Mark::any(*table)).collect();
    if rows.is_empty() {
        marks.extend(tables.into_iter().map(Mark::whole));
    } else {
        marks.extend(rows);
    }
    marks
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}

impl FromStr for Mark {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_the_same_number_in_every_release() {
        let mark = Mark::row(Table::Comments, Uuid::from_u128(7));
        assert_eq!(mark.to_string(), "288d3085288d309c");
        assert_eq!(mark.to_string().parse(), Ok(mark));
    }

    #[test]
    fn rows_tables_and_lists_have_marks_of_their_own() {
        let id = Uuid::from_u128(7);
        let marks = [
            Mark::row(Table::Posts, id),
            Mark::row(Table::Users, id),
            Mark::list(Table::Posts),
            Mark::whole(Table::Posts),
            Mark::any(Table::Posts),
        ];
        let slots: std::collections::HashSet<usize> = marks.iter().map(|mark| mark.slot(1 << 16)).collect();
        assert_eq!(slots.len(), marks.len());
    }
}

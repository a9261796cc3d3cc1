//! In which order the lines of a table are taken: whoever answers comes behind whom they answer.
//!
//! An archive has its comments by their ids, which are older or newer as the clocks were that gave them. With two clocks an answer
//! can be older than what it answers, and stand before it.

use std::{
    collections::{HashMap, HashSet},
    mem,
};

use uuid::Uuid;

use super::lines::Lines;
use crate::{Result, archive};

/// Where a line stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its first byte, from 0.
    pub at: u64,
}

/// A row that stands before what it refers to, or refers to nothing in its table.
struct Waiting {
    line: Line,
    id: Uuid,
    on: Uuid,
}

/// The lines that are taken behind all others, in the order in which they are taken. Those that refer to each other in a circle come last.
///
/// # Errors
/// `invalid_archive` when a line is too long, or no text.
pub(super) fn late(lines: &mut Lines) -> Result<Vec<Line>> {
    let inward = lines.table.inward();
    if inward.is_empty() {
        return Ok(Vec::new());
    }
    let (mut passed, mut waiting) = (HashSet::new(), Vec::new());
    loop {
        let at = lines.place()?;
        let Some(text) = lines.following()? else { break };
        // What is wrong with a row is found out when it is taken.
        let Ok(row) = archive::row(lines.table, &text) else { continue };
        let Some(id) = row.id(lines.table, 0) else { continue };
        let others = inward.iter().filter_map(|column| row.id(lines.table, *column));
        match others.into_iter().find(|other| !passed.contains(other)) {
            Some(on) => waiting.push(Waiting { line: Line { number: lines.number, at }, id, on }),
            None => drop(passed.insert(id)),
        }
    }
    Ok(sorted(&passed, waiting))
}

/// Of those that wait, the ones for which something comes later.
fn sorted(passed: &HashSet<Uuid>, waiting: Vec<Waiting>) -> Vec<Line> {
    let numbers: HashMap<Uuid, u64> = waiting.iter().map(|row| (row.id, row.line.number)).collect();
    let mut late: HashSet<Uuid> = HashSet::new();
    let mut behind: HashMap<Uuid, Vec<Waiting>> = HashMap::new();
    let mut order = Vec::new();
    for row in waiting {
        let comes_later = match numbers.get(&row.on) {
            None => passed.contains(&row.on),
            Some(number) => *number >= row.line.number || late.contains(&row.on),
        };
        if comes_later {
            late.insert(row.id);
            behind.entry(row.on).or_default().push(row);
        }
    }
    let mut roots: Vec<Uuid> = behind.keys().filter(|on| !late.contains(on)).copied().collect();
    roots.sort_unstable();
    while !roots.is_empty() {
        for root in mem::take(&mut roots) {
            for row in behind.remove(&root).unwrap_or_default() {
                order.push(row.line);
                roots.push(row.id);
            }
        }
    }
    let mut rest: Vec<Line> = behind.into_values().flatten().map(|row| row.line).collect();
    rest.sort_unstable_by_key(|line| line.number);
    order.extend(rest);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as they stand in a file: each with what it refers to, 0 being nothing.
    fn late(rows: &[(u128, u128)]) -> Vec<u64> {
        let (mut passed, mut waiting) = (HashSet::new(), Vec::new());
        for (number, (id, on)) in (1..).zip(rows) {
            let (id, on) = (Uuid::from_u128(*id), Uuid::from_u128(*on));
            if on.is_nil() || passed.contains(&on) {
                passed.insert(id);
            } else {
                waiting.push(Waiting { line: Line { number, at: 0 }, id, on });
            }
        }
        sorted(&passed, waiting).iter().map(|line| line.number).collect()
    }

    #[test]
    fn what_stands_behind_what_it_answers_stays() {
        assert!(late(&[(1, 0), (2, 1), (3, 2), (4, 1)]).is_empty());
    }

    #[test]
    fn what_stands_before_what_it_answers_comes_behind_it_with_its_answers() {
        assert_eq!(late(&[(1, 2), (2, 0)]), [1]);
        assert_eq!(late(&[(1, 2), (3, 1), (2, 0), (4, 3)]), [1, 2, 4]);
        assert_eq!(late(&[(1, 2), (2, 3), (3, 4), (4, 0)]), [3, 2, 1]);
    }

    #[test]
    fn what_answers_something_of_elsewhere_stays_where_it_is() {
        assert!(late(&[(1, 9), (2, 1)]).is_empty());
        assert_eq!(late(&[(2, 1), (1, 9), (3, 1)]), [1]);
    }

    #[test]
    fn what_answers_itself_comes_last() {
        assert_eq!(late(&[(1, 1), (2, 3), (3, 2), (4, 1), (6, 5), (5, 0)]), [5, 1, 2, 3, 4]);
    }
}

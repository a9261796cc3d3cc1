//! A table of an archive: a file of JSON lines, sorted by its key.

use sea_orm::QueryResult;
use serde_json::{Map, Value};

use super::{Column, column::Holds};
use crate::{Error, Result, platform::Sql};

/// A table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    /// The name of its file.
    pub file: &'static str,
    /// What it is, for a person.
    pub about: &'static str,
    /// The tables that it is read from; the first is `t`.
    pub from: &'static str,
    /// Which rows of them, where not all.
    pub only: Option<&'static str>,
    /// Which of them are a person's: `$me` is their id, `$name` the same as text.
    pub whose: Option<&'static str>,
    /// The columns by which it is sorted, as places among all; no two rows have the same.
    pub key: &'static [usize],
    /// The columns.
    pub columns: &'static [Column],
    /// How many rows are read at a time: fewer where they are long.
    pub page: usize,
    /// Whether it came to the format later: an archive that was made before has no file of it, and is whole all the same.
    pub later: bool,
}

impl Table {
    /// One of short rows.
    pub(super) const fn new(file: &'static str, about: &'static str, from: &'static str) -> Self {
        Self { file, about, from, only: None, whose: None, key: &[0], columns: &[], page: 500, later: false }
    }

    pub(super) const fn only(self, condition: &'static str) -> Self {
        Self { only: Some(condition), ..self }
    }

    pub(super) const fn whose(self, condition: &'static str) -> Self {
        Self { whose: Some(condition), ..self }
    }

    pub(super) const fn key(self, key: &'static [usize]) -> Self {
        Self { key, ..self }
    }

    pub(super) const fn columns(self, columns: &'static [Column]) -> Self {
        Self { columns, ..self }
    }

    /// That came to the format later.
    pub(super) const fn later(self) -> Self {
        Self { later: true, ..self }
    }

    /// The columns, as places among all, that refer to other rows of this table.
    pub(crate) fn inward(&self) -> Vec<usize> {
        let form = |column: &Column| match column.holds {
            Holds::Id(form) | Holds::IdOrNothing(form) => Some(form),
            _ => None,
        };
        let Some(own) = form(&self.columns[0]).filter(|_| self.columns[0].name == "id") else { return Vec::new() };
        let others = self.columns.iter().enumerate().skip(1);
        others.filter(|(_, column)| form(column).is_some_and(|form| form.is_like(own))).map(|(at, _)| at).collect()
    }

    /// With texts that may be long.
    pub(super) const fn long(self) -> Self {
        Self { page: 50, ..self }
    }
}

/// A row as a line of JSON, its members in the order of the columns.
///
/// # Errors
/// `internal` when the row is another.
pub(crate) fn json_line(table: &Table, row: &QueryResult) -> Result<String> {
    let mut line = String::from("{");
    for (at, column) in table.columns.iter().enumerate() {
        line.push_str(if at == 0 { "" } else { "," });
        let (name, value) = (Value::from(column.name), column.read(row, at)?);
        line.push_str(&serde_json::to_string(&name).map_err(Error::internal)?);
        line.push(':');
        line.push_str(&serde_json::to_string(&value).map_err(Error::internal)?);
    }
    line.push_str("}\n");
    Ok(line)
}

/// A row as an object.
///
/// # Errors
/// `internal` when the row is another.
pub(crate) fn json(table: &Table, row: &QueryResult) -> Result<Map<String, Value>> {
    let members = table.columns.iter().enumerate();
    members.map(|(at, column)| Ok((column.name.to_owned(), column.read(row, at)?))).collect()
}

/// Begins a statement that reads rows of a table.
pub(crate) fn selection(table: &Table) -> Sql {
    let columns: Vec<_> = table.columns.iter().enumerate().map(|(at, it)| format!("{} AS c{at}", it.sql)).collect();
    Sql::new(&format!("SELECT {} FROM {}", columns.join(", "), table.from))
}

//! A table as both engines know it.

use sea_orm::Value as Bound;

use super::cell::Cell;
use crate::platform::{Sql, db::Engine};

/// What a column holds, whatever its engine calls that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A UUID.
    Id,
    /// A text.
    Text,
    /// A time, in UTC.
    Time,
    /// JSON.
    Json,
    /// A whole number.
    Whole,
    /// True or false.
    Flag,
    /// A number with a fraction.
    Real,
    /// Bytes.
    Bytes,
}

impl Kind {
    /// The kind of a type; `None` for one that is none of these. SQLite knows what was written into `CREATE TABLE`, such as
    /// `uuid_text` and `timestamp_with_timezone_text`, so that the order matters.
    pub fn of(written: &str) -> Option<Self> {
        let written = written.to_ascii_lowercase();
        let kinds = [
            ("uuid", Self::Id),
            ("timestamp", Self::Time),
            ("json", Self::Json),
            ("bool", Self::Flag),
            ("integer", Self::Whole),
            ("bigint", Self::Whole),
            ("smallint", Self::Whole),
            ("tinyint", Self::Whole),
            ("double", Self::Real),
            ("real", Self::Real),
            ("blob", Self::Bytes),
            ("bytea", Self::Bytes),
            ("char", Self::Text),
            ("text", Self::Text),
        ];
        kinds.into_iter().find(|(part, _)| written.contains(part)).map(|(_, kind)| kind)
    }

    /// NULL of this kind.
    pub const fn nothing(self) -> Bound {
        match self {
            Self::Id => Bound::Uuid(None),
            Self::Text | Self::Json => Bound::String(None),
            Self::Time => Bound::ChronoDateTimeUtc(None),
            Self::Whole => Bound::BigInt(None),
            Self::Flag => Bound::Bool(None),
            Self::Real => Bound::Double(None),
            Self::Bytes => Bound::Bytes(None),
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, by name.
    pub columns: Vec<Column>,
    /// Where the columns of its primary key are, in the order of the key.
    pub key: Vec<usize>,
}

/// A name as both engines take any.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Table {
    /// The columns of the key.
    pub fn key_columns(&self) -> impl Iterator<Item = &Column> {
        self.key.iter().filter_map(|at| self.columns.get(*at))
    }

    /// The key of a row.
    pub fn key_of(&self, cells: &[Cell]) -> Vec<Cell> {
        self.key.iter().filter_map(|at| cells.get(*at)).cloned().collect()
    }

    /// A key for people: `post_id=..., number=2`.
    pub fn told(&self, key: &[Cell]) -> String {
        let parts: Vec<_> =
            self.key_columns().zip(key).map(|(column, cell)| format!("{}={cell}", column.name)).collect();
        parts.join(", ")
    }

    /// Names separated by commas.
    pub fn names(columns: impl Iterator<Item = String>) -> String {
        columns.collect::<Vec<_>>().join(", ")
    }

    /// Reads the rows behind a key in the order of keys. A language's order of texts would be another one in each database, so it
    /// is that of their bytes.
    pub fn select(&self, engine: Engine, after: Option<&[Cell]>) -> Sql {
        let read = |column: &Column| {
            let name = quoted(&column.name);
            match (engine, column.kind) {
                (_, Kind::Json) | (Engine::Postgres, Kind::Text) => format!("CAST({name} AS TEXT)"),
                (Engine::Postgres, Kind::Whole) => format!("CAST({name} AS BIGINT)"),
                (Engine::Postgres, Kind::Real) => format!("CAST({name} AS DOUBLE PRECISION)"),
                _ => name,
            }
        };
        let ordered = |column: &Column| match (engine, column.kind) {
            (Engine::Postgres, Kind::Text) => format!("{} COLLATE \"C\"", quoted(&column.name)),
            _ => quoted(&column.name),
        };
        let order = Self::names(self.key_columns().map(ordered));
        let columns = Self::names(self.columns.iter().map(read));
        let mut sql = Sql::new(&format!("SELECT {columns} FROM {}", quoted(&self.name)));
        if let Some(after) = after {
            sql.push(&format!(" WHERE ({order}) > "));
            sql.bind_all(self.key_columns().zip(after).map(|(column, cell)| cell.bound(column.kind)));
        }
        sql.push(&format!(" ORDER BY {order}"));
        sql
    }

    /// Removes the rows of these keys.
    pub fn delete(&self, keys: &[Vec<Cell>]) -> Sql {
        let names = Self::names(self.key_columns().map(|column| quoted(&column.name)));
        let mut sql = Sql::new(&format!("DELETE FROM {} WHERE ({names}) IN (VALUES ", quoted(&self.name)));
        for (n, key) in keys.iter().enumerate() {
            sql.push(if n == 0 { "" } else { ", " });
            sql.bind_all(self.key_columns().zip(key).map(|(column, cell)| cell.bound(column.kind)));
        }
        sql.push(")");
        sql
    }

    /// Writes rows, and passes over those whose unique values another row has.
    pub fn insert(&self, engine: Engine, rows: &[&[Cell]]) -> Sql {
        let names = Self::names(self.columns.iter().map(|column| quoted(&column.name)));
        let mut sql = Sql::new(&format!("INSERT INTO {} ({names}) ", quoted(&self.name)));
        match engine {
            Engine::Postgres => self.as_json(&mut sql, rows),
            Engine::Sqlite => self.as_values(&mut sql, rows),
        }
        sql.push(" ON CONFLICT DO NOTHING");
        sql
    }

    /// One value for a whole page: PostgreSQL takes longer to parse thousands of them than to write them.
    fn as_json(&self, sql: &mut Sql, rows: &[&[Cell]]) {
        let objects = rows.iter().map(|row| {
            let members =
                self.columns.iter().zip(row.iter()).map(|(column, cell)| (column.name.clone(), cell.member()));
            serde_json::Value::Object(members.collect())
        });
        let page = serde_json::Value::Array(objects.collect()).to_string();
        let name = |column: &Column| format!("r.{}", quoted(&column.name));
        let taken = Self::names(self.columns.iter().map(|column| match column.kind {
            // By way of a text, in which JSON's null is another thing than nothing.
            Kind::Json => format!("CAST({} AS jsonb)", name(column)),
            _ => name(column),
        }));
        let typed = Self::names(self.columns.iter().map(|column| {
            let kind = match column.kind {
                Kind::Id => "uuid",
                Kind::Text | Kind::Json => "text",
                Kind::Time => "timestamptz",
                Kind::Whole => "bigint",
                Kind::Flag => "boolean",
                Kind::Real => "double precision",
                Kind::Bytes => "bytea",
            };
            format!("{} {kind}", quoted(&column.name))
        }));
        sql.push(&format!("SELECT {taken} FROM json_to_recordset(CAST(")).bind(page);
        sql.push(&format!(" AS json)) AS r ({typed})"));
    }

    fn as_values(&self, sql: &mut Sql, rows: &[&[Cell]]) {
        sql.push("VALUES ");
        for (n, row) in rows.iter().enumerate() {
            sql.push(if n == 0 { "" } else { ", " });
            sql.bind_all(self.columns.iter().zip(row.iter()).map(|(column, cell)| cell.bound(column.kind)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_both_engines_are_known() {
        for (written, kind) in [
            ("uuid_text", Kind::Id),
            ("UUID", Kind::Id),
            ("timestamp_with_timezone_text", Kind::Time),
            ("timestamp with time zone", Kind::Time),
            ("jsonb_text", Kind::Json),
            ("boolean", Kind::Flag),
            ("bigint", Kind::Whole),
            ("INTEGER", Kind::Whole),
            ("double precision", Kind::Real),
            ("character varying", Kind::Text),
        ] {
            assert_eq!(Kind::of(written), Some(kind), "{written}");
        }
        assert_eq!(Kind::of("tsvector"), None);
    }
}

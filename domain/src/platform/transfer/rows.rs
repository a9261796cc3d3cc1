//! The rows of a table in the order of its key, one after the other, so that a table of any size takes the memory of a row.

use futures::TryStreamExt;
use sea_orm::{ConnectionTrait, QueryResult, QueryStream, StreamTrait};
use sha2::{Digest, Sha256};

use super::{Side, cell::Cell, side::refused, table::Table};
use crate::Result;

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its values, in the order of the table's columns.
    pub cells: Vec<Cell>,
    /// Its key.
    pub key: Vec<Cell>,
    /// SHA-256 of its values: two rows with the same are the same.
    pub hash: [u8; 32],
}

/// Rows that are read as they are asked for.
pub(super) struct Rows<'a> {
    stream: QueryStream,
    table: &'a Table,
    /// Whose rows they are, for whoever reads a refusal.
    of: String,
    next: Option<Row>,
}

impl<'a> Rows<'a> {
    /// Begins to read behind a key, as of now.
    pub async fn behind(side: &Side, table: &'a Table, after: Option<&[Cell]>) -> Result<Self> {
        let db = side.connection();
        let statement = table.select(side.engine(), after).statement(ConnectionTrait::get_database_backend(db));
        let stream = db.stream_raw(statement).await?;
        let mut rows = Self { stream, table, of: side.url().to_string(), next: None };
        rows.advance().await?;
        Ok(rows)
    }

    /// The next row.
    pub const fn head(&self) -> Option<&Row> {
        self.next.as_ref()
    }

    /// Takes the next row.
    pub async fn take(&mut self) -> Result<Option<Row>> {
        let taken = self.next.take();
        self.advance().await?;
        Ok(taken)
    }

    async fn advance(&mut self) -> Result<()> {
        self.next = match self.stream.try_next().await? {
            Some(row) => Some(self.read(&row)?),
            None => None,
        };
        Ok(())
    }

    fn read(&self, row: &QueryResult) -> Result<Row> {
        let mut hash = Sha256::new();
        let mut cells = Vec::with_capacity(self.table.columns.len());
        for (at, column) in self.table.columns.iter().enumerate() {
            let unread = |error| refused(format!("{}.{} in {}: {error}", self.table.name, column.name, self.of));
            let cell = Cell::read(row, at, column.kind).map_err(unread)?;
            cell.hash_into(&mut hash);
            cells.push(cell);
        }
        let key = self.table.key_of(&cells);
        Ok(Row { cells, key, hash: hash.finalize().into() })
    }
}

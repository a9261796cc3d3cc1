//! A page: what of a table differs within a range of keys, written in one transaction with how far that is.

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::{
    Side,
    cell::Cell,
    record::{self, Mark},
    rows::Row,
    table::Table,
};
use crate::{Result, platform::db::Engine};

/// Most rows that one transaction writes.
const ROWS: usize = 1_000;
/// About how many bytes one transaction writes at most, so that large rows take no more memory than small ones.
const BYTES: usize = 4 << 20;
/// How many rows may be found equal before that is written down.
const LOOKED_AT: usize = 20_000;
/// How many keys one statement removes, and how many rows one statement of SQLite writes: its text is kept with its plan.
const STATEMENT: usize = 100;

/// A page in the making.
pub(super) struct Page<'a> {
    pub table: &'a Table,
    pub pass: i32,
    pub runner: Uuid,
    remove: Vec<Vec<Cell>>,
    add: Vec<Row>,
    bytes: usize,
    looked_at: usize,
    last: Option<Vec<Cell>>,
}

impl<'a> Page<'a> {
    pub const fn new(table: &'a Table, pass: i32, runner: Uuid) -> Self {
        Self { table, pass, runner, remove: Vec::new(), add: Vec::new(), bytes: 0, looked_at: 0, last: None }
    }

    /// A row that the target does not have as it is.
    pub fn add(&mut self, row: Row) {
        self.looked_at += 1;
        self.last = Some(row.key.clone());
        self.bytes += row.cells.iter().map(Cell::size).sum::<usize>();
        self.add.push(row);
    }

    /// A row that only the target has, or has otherwise.
    pub fn remove(&mut self, key: Vec<Cell>) {
        self.last = Some(key.clone());
        self.remove.push(key);
    }

    /// A row that both have.
    pub fn pass_over(&mut self, key: Vec<Cell>) {
        self.looked_at += 1;
        self.last = Some(key);
    }

    pub const fn is_full(&self) -> bool {
        self.add.len() + self.remove.len() >= ROWS || self.bytes >= BYTES || self.looked_at >= LOOKED_AT
    }

    /// Writes it with its mark, and begins another.
    pub async fn write(&mut self, target: &Side, mark: &mut Mark) -> Result<()> {
        let tx = target.begin().await?;
        for keys in self.remove.chunks(STATEMENT) {
            self.table.delete(keys).run(&tx).await?;
        }
        let written = self.insert(target.engine(), &tx).await?;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        mark.looked_at += count(self.looked_at);
        mark.removed += count(self.remove.len());
        mark.written += written;
        mark.put_off += count(self.add.len()) - written;
        mark.after = self.last.clone().or_else(|| mark.after.take());
        record::set_mark(&tx, self, mark).await?;
        tx.commit().await?;
        *self = Self::new(self.table, self.pass, self.runner);
        Ok(())
    }

    /// How many were written: a row whose unique value another still has is put off.
    async fn insert(&self, engine: Engine, tx: &DatabaseTransaction) -> Result<i64> {
        let rows: Vec<&[Cell]> = self.add.iter().map(|row| row.cells.as_slice()).collect();
        let at_once = if engine == Engine::Postgres { ROWS } else { STATEMENT };
        let mut written = 0;
        for chunk in rows.chunks(at_once) {
            written += self.table.insert(engine, chunk).run(tx).await?;
        }
        Ok(i64::try_from(written).unwrap_or(i64::MAX))
    }
}

//! Many rows of one table at once: arrays on PostgreSQL, where a statement of thousands of values takes longer to parse than to
//! run; values on SQLite.

use sea_orm::{ConnectionTrait, DbErr, Value, sea_query::ArrayType};

use super::{Engine, Sql};

/// SQLite takes 32,766 values in one statement.
const SQLITE_VALUES: usize = 32_000;

/// What a column holds. An array has no NULL in it, so that what may be missing goes through a value that stands for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A UUID.
    Id,
    /// A UUID or nothing.
    IdOrNothing,
    /// A text.
    Text,
    /// A time.
    Time,
    /// A time or nothing.
    TimeOrNothing,
    /// A number of 32 bits.
    Int,
    /// A number of 64 bits.
    BigInt,
    /// True or false.
    Flag,
}

impl Holds {
    const fn array(self) -> ArrayType {
        match self {
            Self::Id | Self::IdOrNothing => ArrayType::Uuid,
            Self::Text => ArrayType::String,
            Self::Time | Self::TimeOrNothing => ArrayType::ChronoDateTimeUtc,
            Self::Int => ArrayType::Int,
            Self::BigInt => ArrayType::BigInt,
            Self::Flag => ArrayType::Bool,
        }
    }

    /// The value that stands for nothing, and how PostgreSQL writes it.
    fn nothing(self) -> Option<(Value, &'static str)> {
        match self {
            Self::IdOrNothing => {
                Some((uuid::Uuid::nil().into(), "CAST('00000000-0000-0000-0000-000000000000' AS uuid)"))
            }
            Self::TimeOrNothing => Some((chrono::DateTime::UNIX_EPOCH.into(), "to_timestamp(0)")),
            _ => None,
        }
    }
}

/// A table and the columns that are written.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns in the order of the values.
    pub columns: &'static [(&'static str, Holds)],
}

/// Rows in the making.
#[derive(Debug, Clone)]
pub struct Rows {
    table: Table,
    values: Vec<Value>,
}

impl Rows {
    /// None yet.
    #[must_use]
    pub const fn of(table: Table) -> Self {
        Self { table, values: Vec::new() }
    }

    /// One more.
    pub fn push<const N: usize>(&mut self, row: [Value; N]) {
        debug_assert_eq!(N, self.table.columns.len(), "{}", self.table.name);
        self.values.extend(row);
    }

    /// Writes them all.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert(self, db: &impl ConnectionTrait, engine: Engine) -> Result<(), DbErr> {
        for statement in self.inserts(engine) {
            statement.run(db).await?;
        }
        Ok(())
    }

    /// The statements that write them all.
    #[must_use]
    pub fn inserts(self, engine: Engine) -> Vec<Sql> {
        let width = self.table.columns.len();
        match engine {
            _ if self.values.is_empty() => Vec::new(),
            Engine::Postgres => vec![arrays(self.table, self.values)],
            Engine::Sqlite => {
                let chunks = self.values.chunks(SQLITE_VALUES / width * width);
                chunks.map(|chunk| values(self.table, chunk)).collect()
            }
        }
    }
}

fn into(table: Table) -> Sql {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    Sql::new(&format!("INSERT INTO {} ({}) ", table.name, names.join(", ")))
}

fn arrays(table: Table, values: Vec<Value>) -> Sql {
    let width = table.columns.len();
    let mut columns: Vec<Vec<Value>> = vec![Vec::with_capacity(values.len() / width); width];
    for (n, value) in values.into_iter().enumerate() {
        let (at, holds) = (n % width, table.columns[n % width].1);
        columns[at].push(match holds.nothing() {
            Some((stand_in, _)) if value == value.as_null() => stand_in,
            _ => value,
        });
    }
    let mut sql = into(table);
    let read = |(name, holds): &(&str, Holds)| match holds.nothing() {
        Some((_, written)) => format!("NULLIF(u.{name}, {written})"),
        None => format!("u.{name}"),
    };
    sql.push("SELECT ").push(&table.columns.iter().map(read).collect::<Vec<_>>().join(", ")).push(" FROM unnest(");
    for (n, (column, (_, holds))) in columns.into_iter().zip(table.columns).enumerate() {
        sql.push(if n == 0 { "" } else { ", " }).bind(Value::Array(holds.array(), Some(Box::new(column))));
    }
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    sql.push(&format!(") AS u ({})", names.join(", ")));
    sql
}

fn values(table: Table, values: &[Value]) -> Sql {
    let mut sql = into(table);
    sql.push("VALUES ");
    for (n, row) in values.chunks(table.columns.len()).enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" });
        for (at, value) in row.iter().enumerate() {
            sql.push(if at == 0 { "" } else { ", " }).bind(value.clone());
        }
        sql.push(")");
    }
    sql
}

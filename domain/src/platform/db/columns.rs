//! The columns of a row in the order in which its statement names them. Finding each by its name costs a copy of the name, its hash
//! and a look into a map: for a page of twenty posts, more than a thousand times. Names are compared where debug assertions are on,
//! so that tests find a statement and a reader that disagree.

use chrono::{DateTime, Utc};
use sea_orm::{
    DbErr, QueryResult, RuntimeErr, TryGetable,
    sqlx::{self, Row as _},
};
use uuid::Uuid;

/// A row, read from its first column to its last.
pub struct Columns<'a> {
    row: &'a QueryResult,
    next: usize,
    #[cfg(debug_assertions)]
    names: Vec<String>,
    #[cfg(debug_assertions)]
    before: &'static str,
}

/// What a column can hold.
pub trait Column: Sized {
    /// Reads the column at this place.
    ///
    /// # Errors
    /// When it holds something else.
    fn read(row: &QueryResult, at: usize) -> Result<Self, DbErr>;
}

impl<'a> Columns<'a> {
    /// From the first.
    #[must_use]
    pub fn of(row: &'a QueryResult) -> Self {
        Self {
            row,
            next: 0,
            #[cfg(debug_assertions)]
            names: row.column_names(),
            #[cfg(debug_assertions)]
            before: "",
        }
    }

    /// From here on this stands before the names of the columns.
    #[cfg_attr(
        not(debug_assertions),
        expect(unused_variables, clippy::unused_self, reason = "names are only compared in tests")
    )]
    pub const fn under(&mut self, before: &'static str) -> &mut Self {
        #[cfg(debug_assertions)]
        {
            self.before = before;
        }
        self
    }

    /// The next column, which has this name.
    ///
    /// # Errors
    /// When it holds something else.
    ///
    /// # Panics
    /// In debug builds, when it has another name.
    pub fn take<T: Column>(&mut self, name: &str) -> Result<T, DbErr> {
        #[cfg(debug_assertions)]
        assert_eq!(self.names.get(self.next), Some(&format!("{}{name}", self.before)), "column {}", self.next);
        let value = T::read(self.row, self.next);
        self.next += 1;
        value.map_err(|error| DbErr::Type(format!("column {name}: {error}")))
    }

    /// Passes over so many.
    pub const fn skip(&mut self, columns: usize) {
        self.next += columns;
    }
}

/// A column of either engine; SeaORM makes a text of every NULL that it meets, so PostgreSQL's rows are read without it.
fn of_either<T>(row: &QueryResult, at: usize) -> Result<Option<T>, DbErr>
where
    T: TryGetable + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    match row.try_as_pg_row() {
        Some(row) => row.try_get(at).map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into()))),
        None => row.try_get_by_index(at),
    }
}

fn there<T>(value: Option<T>) -> Result<T, DbErr> {
    value.ok_or_else(|| DbErr::Type("NULL".to_owned()))
}

macro_rules! columns {
    ($($kind:ty),+) => {$(
        impl Column for $kind {
            fn read(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
                there(of_either(row, at)?)
            }
        }

        impl Column for Option<$kind> {
            fn read(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
                of_either(row, at)
            }
        }
    )+};
}

columns!(Uuid, String, bool, i32, i64, f32, DateTime<Utc>);

macro_rules! arrays {
    ($($kind:ty),+) => {$(
        /// An array of PostgreSQL; nothing where nothing was gathered.
        impl Column for Vec<$kind> {
            fn read(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
                Ok(of_either::<Self>(row, at)?.unwrap_or_default())
            }
        }
    )+};
}

arrays!(Uuid, String, bool, i32, i64);

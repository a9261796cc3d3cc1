//! The database: one pool, one kind of transaction, the same SQL text for SQLite and PostgreSQL.

mod connect;
mod error;
mod recorded;
mod rows;
mod sql;
mod statements;
mod tx;

pub use connect::{Connections, Db, Engine};
pub(crate) use error::taken;
pub use recorded::{At, Recorded};
pub use rows::{Holds, Rows, Table};
pub use sql::Sql;
pub use statements::{add_statements, carried, count_statements, record_statements, statements_so_far};
pub use tx::{After, Fence, LastWord, Tx};

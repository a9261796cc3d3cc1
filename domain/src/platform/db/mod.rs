//! The database: one pool, one kind of transaction, the same SQL text for SQLite and PostgreSQL.

mod columns;
mod connect;
mod desk;
mod error;
mod lease;
mod lender;
mod reader;
mod recorded;
mod rows;
mod slow;
mod sql;
mod statements;
mod transaction;
mod tx;

pub use columns::{Column, Columns};
pub use connect::{Connections, Db, Engine};
pub(crate) use error::taken;
pub use reader::Reader;
pub use recorded::{At, Recorded};
pub use rows::{Holds, Rows, Table};
pub use sql::Sql;
pub use statements::{STATEMENTS, carried, record_statements, statements_so_far};
pub use transaction::Transaction;
pub use tx::{After, Fence, LastWord, Tx};

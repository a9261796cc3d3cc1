//! The database: one pool, one kind of transaction, the same SQL text for SQLite and PostgreSQL.

mod connect;
mod error;
mod sql;
mod statements;
mod tx;

pub use connect::{Db, Engine};
pub(crate) use error::taken;
pub use sql::Sql;
pub use statements::{add_statements, count_statements};
pub use tx::{Fence, Tx};

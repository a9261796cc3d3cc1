//! A connection to PostgreSQL that is lent, and the statements that run on it.

use std::sync::Arc;

use sea_orm::{
    ConnAcquireErr, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, Values,
    sqlx::{
        self, AssertSqlSafe, Connection, Executor, PgConnection, Postgres,
        error::DatabaseError,
        postgres::{PgDatabaseError, PgSeverity},
        query::Query,
    },
};
use sea_query_sqlx::SqlxValues;
use tokio::runtime::Handle;

use super::{
    lender::{Held, Lender},
    statements::Watch,
};
use crate::platform::task;

/// How PostgreSQL's codes begin when it ends a connection.
const GOING_DOWN: &str = "57P";

/// A connection for as long as this is held. Dropped in the middle of a statement or a transaction, it is lent again when the one has
/// come to its end, and the other is rolled back.
pub(super) struct Lease {
    lender: Arc<Lender>,
    lent: Option<Held>,
    stands: Stands,
    /// A transaction has begun and not ended.
    in_transaction: bool,
    /// A statement of the transaction was refused: the server makes nothing of it true any more.
    aborted: bool,
    /// It was given up, and is brought to its end. Given up once more, it is closed.
    given_up: bool,
}

/// How a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Its last statement came to its end.
    Ready,
    /// A statement runs, or whoever waited for it has given up.
    Busy,
    /// It can't be used any more.
    Broken,
}

impl Lease {
    pub(super) fn new(lender: Arc<Lender>, held: Held) -> Self {
        let (lent, stands) = (Some(held), Stands::Ready);
        Self { lender, lent, stands, in_transaction: false, aborted: false, given_up: false }
    }

    /// Begins a transaction by this statement.
    pub(super) async fn begin(&mut self, sql: &'static str) -> Result<(), DbErr> {
        // Before the server knows of it: whoever gives up waiting leaves one to be rolled back.
        self.in_transaction = true;
        let done = self.connection()?.execute(sql).await;
        self.judged(done).map(|_| ()).map_err(query_failed)
    }

    pub(super) async fn commit(&mut self) -> Result<(), DbErr> {
        if self.aborted {
            // To a COMMIT the server would say nothing of it.
            self.rollback().await?;
            return Err(DbErr::Custom("a statement of this transaction was refused, so none of it is true".to_owned()));
        }
        self.end("COMMIT").await
    }

    pub(super) async fn rollback(&mut self) -> Result<(), DbErr> {
        self.end("ROLLBACK").await
    }

    /// Waits for the end of whatever runs.
    async fn settle(&mut self) -> Result<(), DbErr> {
        let done = self.connection()?.ping().await;
        self.judged(done).map_err(failed)
    }

    async fn end(&mut self, sql: &'static str) -> Result<(), DbErr> {
        let done = self.connection()?.execute(sql).await;
        self.judged(done).map_err(failed)?;
        self.in_transaction = false;
        Ok(())
    }

    pub(super) async fn execute(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        let (query, watch) = Self::prepared(statement);
        let done = self.connection()?.execute(query).await;
        watch.ended(&self.lender.observer, done.is_err());
        self.judged(done).map(ExecResult::from).map_err(failed)
    }

    pub(super) async fn execute_unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        let done = self.connection()?.execute(AssertSqlSafe(sql.to_owned())).await;
        self.judged(done).map(ExecResult::from).map_err(failed)
    }

    pub(super) async fn query_all(&mut self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (query, watch) = Self::prepared(statement);
        let rows = self.connection()?.fetch_all(query).await;
        watch.ended(&self.lender.observer, rows.is_err());
        Ok(self.judged(rows).map_err(query_failed)?.into_iter().map(QueryResult::from).collect())
    }

    /// Reads to the end all the same: what is left unread is in the way of the next statement.
    pub(super) async fn query_one(&mut self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all(statement).await?.into_iter().next())
    }

    fn prepared(statement: Statement) -> (Query<'static, Postgres, SqlxValues>, Watch) {
        let (watch, values) = Watch::begin(statement);
        let values = SqlxValues(values.unwrap_or(Values(Vec::new())));
        (sqlx::query_with(AssertSqlSafe(watch.sql()), values), watch)
    }

    /// The connection for a statement, which is not at its end until it is [`Self::judged`].
    fn connection(&mut self) -> Result<&mut PgConnection, DbErr> {
        self.stands = Stands::Busy;
        let gone = || DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        self.lent.as_mut().map(|held| &mut held.connection).ok_or_else(gone)
    }

    /// Whether the connection can be used after this.
    fn judged<T>(&mut self, done: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        let gone = match &done {
            Err(sqlx::Error::Io(_)) => true,
            Err(sqlx::Error::Database(error)) => error.code().is_some_and(|code| code.starts_with(GOING_DOWN)),
            _ => false,
        };
        if gone {
            self.lender.forget_idle();
        }
        // A statement that the server has refused has come to its end, too, unless the connection has.
        let refused = matches!(&done, Err(sqlx::Error::Database(error)) if !is_fatal(&**error));
        self.aborted |= refused && self.in_transaction;
        let ended = !gone && (refused || done.is_ok());
        self.stands = if ended { Stands::Ready } else { Stands::Broken };
        done
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(held) = self.lent.take() else { return };
        match self.stands {
            Stands::Broken => {}
            Stands::Ready if !self.in_transaction => self.lender.take_back(held),
            // At the end of a process there is nothing to wait in, and a runtime that ends drops at once what it is given.
            _ if self.given_up || Handle::try_current().is_err() => {}
            stands => {
                let (lender, in_transaction) = (Arc::clone(&self.lender), self.in_transaction);
                let lent = Some(held);
                let mut lease = Self { lender, lent, stands, in_transaction, aborted: false, given_up: true };
                task::spawn("connection", async move {
                    let ended = if in_transaction { lease.rollback().await } else { lease.settle().await };
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection broke that was given up in the middle");
                    }
                });
            }
        }
    }
}

/// Whether the server ends the connection with this.
fn is_fatal(error: &(dyn DatabaseError + 'static)) -> bool {
    let severity = error.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::severity);
    matches!(severity, Some(PgSeverity::Fatal | PgSeverity::Panic))
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn query_failed(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

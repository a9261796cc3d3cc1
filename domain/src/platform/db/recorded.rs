//! The connection of a transaction, which writes down what is written, so that answers made of it are known to be untrue once
//! it is committed.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::Transaction;
use crate::platform::freshness::{self, Mark};

/// A transaction's connection.
pub struct Recorded {
    inner: Transaction,
    written: Mutex<Vec<Mark>>,
}

/// The same connection for a statement that writes these rows and lists, and no others.
pub struct At<'a> {
    recorded: &'a Recorded,
    rows: &'a [Mark],
}

impl Recorded {
    pub(super) fn new(inner: Transaction) -> Self {
        Self { inner, written: Mutex::default() }
    }

    /// For a statement that writes these rows and lists and no others. Without this, a write of a table is one of all of it.
    pub(crate) fn at<'a>(&'a self, rows: &'a [Mark]) -> At<'a> {
        At { recorded: self, rows }
    }

    /// The bare connection, for what is never shown.
    pub(super) fn bare(&self) -> &Transaction {
        &self.inner
    }

    /// Commits, and tells what was written.
    pub(super) async fn commit(self) -> Result<Vec<Mark>, DbErr> {
        self.inner.commit().await?;
        let mut written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        written.sort_unstable();
        written.dedup();
        Ok(written)
    }

    fn note(&self, text: &str, rows: &[Mark]) {
        let marks = freshness::written(text, rows);
        if !marks.is_empty() {
            self.written.lock().unwrap_or_else(PoisonError::into_inner).extend(marks);
        }
    }
}

#[async_trait]
impl ConnectionTrait for At<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.recorded.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.recorded.note(&statement.sql, self.rows);
        self.recorded.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.recorded.note(sql, self.rows);
        self.recorded.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.recorded.note(&statement.sql, self.rows);
        self.recorded.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.recorded.note(&statement.sql, self.rows);
        self.recorded.inner.query_all_raw(statement).await
    }
}

#[async_trait]
impl ConnectionTrait for Recorded {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.at(&[]).execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.at(&[]).execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.at(&[]).query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.at(&[]).query_all_raw(statement).await
    }
}

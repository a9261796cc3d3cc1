//! A transaction of either engine.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio::sync::Mutex;

use super::lease::Lease;

/// An open transaction. Dropped before its end, it rolls back.
pub struct Transaction(Kind);

enum Kind {
    Sqlite(DatabaseTransaction),
    Postgres(Mutex<Lease>),
}

impl Transaction {
    pub(super) const fn of_sqlite(inner: DatabaseTransaction) -> Self {
        Self(Kind::Sqlite(inner))
    }

    /// Begins one by this statement.
    pub(super) async fn begin(mut lease: Lease, sql: &'static str) -> Result<Self, DbErr> {
        lease.begin(sql).await?;
        Ok(Self(Kind::Postgres(Mutex::new(lease))))
    }

    /// Makes it all true.
    ///
    /// # Errors
    /// The database's; then nobody may know whether it is.
    pub async fn commit(self) -> Result<(), DbErr> {
        match self.0 {
            Kind::Sqlite(inner) => inner.commit().await,
            Kind::Postgres(lease) => lease.into_inner().commit().await,
        }
    }

    /// Makes nothing of it true.
    ///
    /// # Errors
    /// The database's; nothing is true then, either.
    pub async fn rollback(self) -> Result<(), DbErr> {
        match self.0 {
            Kind::Sqlite(inner) => inner.rollback().await,
            Kind::Postgres(lease) => lease.into_inner().rollback().await,
        }
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        match &self.0 {
            Kind::Sqlite(_) => DbBackend::Sqlite,
            Kind::Postgres(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Kind::Sqlite(inner) => inner.execute_raw(statement).await,
            Kind::Postgres(lease) => lease.lock().await.execute(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Kind::Sqlite(inner) => inner.execute_unprepared(sql).await,
            Kind::Postgres(lease) => lease.lock().await.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.0 {
            Kind::Sqlite(inner) => inner.query_one_raw(statement).await,
            Kind::Postgres(lease) => lease.lock().await.query_one(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.0 {
            Kind::Sqlite(inner) => inner.query_all_raw(statement).await,
            Kind::Postgres(lease) => lease.lock().await.query_all(statement).await,
        }
    }
}

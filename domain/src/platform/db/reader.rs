//! What statements outside of transactions run on.

use std::sync::Arc;

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::lender::Lender;

/// The way to the database for one statement at a time.
#[derive(Clone)]
pub struct Reader(Kind);

#[derive(Clone)]
enum Kind {
    Sqlite(DatabaseConnection),
    Postgres(Arc<Lender>),
}

impl Reader {
    pub(super) const fn of_sqlite(pool: DatabaseConnection) -> Self {
        Self(Kind::Sqlite(pool))
    }

    pub(super) const fn of_postgres(lender: Arc<Lender>) -> Self {
        Self(Kind::Postgres(lender))
    }
}

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        match &self.0 {
            Kind::Sqlite(_) => DbBackend::Sqlite,
            Kind::Postgres(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Kind::Sqlite(pool) => pool.execute_raw(statement).await,
            Kind::Postgres(lender) => lender.lend().await?.execute(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Kind::Sqlite(pool) => pool.execute_unprepared(sql).await,
            Kind::Postgres(lender) => lender.lend().await?.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.0 {
            Kind::Sqlite(pool) => pool.query_one_raw(statement).await,
            Kind::Postgres(lender) => lender.lend().await?.query_one(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.0 {
            Kind::Sqlite(pool) => pool.query_all_raw(statement).await,
            Kind::Postgres(lender) => lender.lend().await?.query_all(statement).await,
        }
    }
}

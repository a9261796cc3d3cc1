//! Applying and rolling back, safely when two processes do it at the same time.
//!
//! `PostgreSQL`: one session holds an advisory lock throughout, see [`crate::session`]; each migration is a transaction
//! of its own. `SQLite`: everything is one `BEGIN IMMEDIATE` transaction. That takes the file's only write lock before
//! the first look at what is pending, so a second process waits (for its connection's busy timeout, 5 seconds unless
//! set otherwise) and then finds the work done. Either way nobody ever decides on a list that has gone stale.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait},
};

use crate::{MigrationState, Migrator, session, status};

#[derive(Clone, Copy)]
enum Step {
    Up,
    Down(u32),
}

/// Applies what is pending and returns the names of what it applied: nothing when another process was faster, and
/// nothing when the database is newer than this binary.
///
/// # Errors
/// The database can't be reached, a migration fails, or the database has migrations that this binary doesn't know
/// while others are pending (the two have diverged).
pub async fn up(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    if status::pending(db).await?.is_empty() {
        return Ok(Vec::new());
    }
    exclusively(db, Step::Up).await
}

/// Rolls back the latest `steps` migrations (`u32::MAX`: all) and returns their names, latest first.
///
/// # Errors
/// The database can't be reached, a migration fails, or the database has migrations that this binary doesn't know.
pub async fn down(db: &DatabaseConnection, steps: u32) -> Result<Vec<String>, DbErr> {
    exclusively(db, Step::Down(steps)).await
}

async fn exclusively(db: &DatabaseConnection, step: Step) -> Result<Vec<String>, DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            let session = session::open_locked(db).await?;
            let names = run(&session, step).await;
            // The end of the session is what gives the lock back, after a failure too.
            session.close().await?;
            names
        }
        DbBackend::Sqlite => {
            let immediate = Some(SqliteTransactionMode::Immediate);
            let options = TransactionOptions { sqlite_transaction_mode: immediate, ..Default::default() };
            let transaction = db.begin_with_options(options).await?;
            let names = run(&transaction, step).await?;
            transaction.commit().await?;
            Ok(names)
        }
        other => Err(DbErr::BackendNotSupported { db: other.as_str(), ctx: "migrations" }),
    }
}

async fn run<'c, C>(conn: C, step: Step) -> Result<Vec<String>, DbErr>
where
    C: IntoSchemaManagerConnection<'c> + Copy,
{
    match step {
        Step::Up => {
            let names = status::named(conn, MigrationState::Pending).await?;
            Migrator::up(conn, None).await?;
            Ok(names)
        }
        Step::Down(steps) => {
            let applied = status::named(conn, MigrationState::Applied).await?;
            Migrator::down(conn, Some(steps)).await?;
            let steps = usize::try_from(steps).unwrap_or(usize::MAX);
            Ok(applied.into_iter().rev().take(steps).collect())
        }
    }
}

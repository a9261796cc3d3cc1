//! The `PostgreSQL` session that migrates: one connection of its own, holding an advisory lock until it closes.
//!
//! The lock lives and dies with the session, so a process that is killed leaves none behind. The migrations run on
//! that very session and not beside it: were it lost, they would stop with it. A waiter asks again and again instead of
//! blocking in `pg_advisory_lock`, because a blocked statement holds a snapshot that a `CREATE INDEX CONCURRENTLY` on
//! the other side would wait for. Through `PgBouncer` this needs session pooling.

use std::time::Duration;

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseConnection, DbBackend, RuntimeErr, SqlxPostgresConnector, Statement, sqlx::Error},
};

/// Any number that nothing else in the database uses: "pressmig" in ASCII.
const LOCK_KEY: i64 = 0x7072_6573_736d_6967;

const ASK_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// Opens a session of its own to the database of `db` and waits until it has the lock. Closing it gives the lock back.
pub(crate) async fn open_locked(db: &DatabaseConnection) -> Result<DatabaseConnection, DbErr> {
    let session = open(db).await.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))?;
    // What keeps a request from running for ever must not cut a migration short.
    session.execute_unprepared("SET statement_timeout = 0").await?;
    let mut waiting = false;
    while !try_lock(&session).await? {
        if !waiting {
            tracing::info!("another process is migrating this database, waiting for it");
            waiting = true;
        }
        tokio::time::sleep(ASK_AGAIN_AFTER).await;
    }
    Ok(session)
}

async fn open(db: &DatabaseConnection) -> Result<DatabaseConnection, Error> {
    let pool = db.get_postgres_connection_pool();
    // Neither replaced for its age nor quietly reconnected when it is found broken: that would lose the lock.
    let one_for_good = pool
        .options()
        .clone()
        .min_connections(0)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    let connect_options = pool.connect_options().as_ref().clone();
    let session = one_for_good.connect_with(connect_options).await?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(session))
}

async fn try_lock(session: &DatabaseConnection) -> Result<bool, DbErr> {
    let sql = "SELECT pg_try_advisory_lock($1) AS locked";
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [LOCK_KEY.into()]);
    match session.query_one_raw(statement).await? {
        Some(row) => row.try_get("", "locked"),
        None => Ok(false),
    }
}

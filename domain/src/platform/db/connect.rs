//! Connecting: the pool and what each engine needs of it.

use std::{fmt, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::Semaphore;

use super::{After, Tx, statements};
use crate::{Error, Result, platform::settings::Settings};

/// Which engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one writer at a time.
    Sqlite,
    /// A server.
    Postgres,
}

/// The connections of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// All that are open.
    pub open: u32,
    /// Those that nobody uses.
    pub idle: u32,
    /// Most that it may open.
    pub max: u32,
}

/// The database of this process.
#[derive(Clone)]
pub struct Db {
    pool: DatabaseConnection,
    engine: Engine,
    /// SQLite has one writer. Waiting for it here is fair and costs nothing; waiting inside SQLite is a sleep loop.
    writer: Option<Arc<Semaphore>>,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl Db {
    /// Connects with the pool that the settings describe.
    ///
    /// # Errors
    /// `unavailable` when the database can't be reached or opened.
    pub async fn connect(settings: &Settings) -> Result<Self> {
        let url = settings.database_url();
        let database = &settings.database;
        let mut options = ConnectOptions::new(url.expose());
        options
            .max_connections(database.pool_max)
            .min_connections(database.pool_min)
            .acquire_timeout(database.acquire_timeout)
            // Measured: a ping before every use costs a fifth of the throughput; a dead connection shows at its first use.
            .test_before_acquire(false)
            .sqlx_logging(false);
        let busy = database.sqlite_busy_timeout;
        options.map_sqlx_sqlite_opts(move |sqlite| tune_sqlite(sqlite, busy));
        let mut pool = Database::connect(options).await?;
        pool.set_metric_callback(statements::observe(database.statement_log_slow));
        let engine = match pool.get_database_backend() {
            DbBackend::Sqlite => Engine::Sqlite,
            DbBackend::Postgres => Engine::Postgres,
            _ => return Err(Error::internal("only SQLite and PostgreSQL are supported")),
        };
        let writer = (engine == Engine::Sqlite).then(|| Arc::new(Semaphore::new(1)));
        Ok(Self { pool, engine, writer })
    }

    /// Which engine answers.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The pool, for reads and for migrations.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// How many connections there are.
    #[must_use]
    pub fn connections(&self) -> Connections {
        let (open, idle, max) = match self.engine {
            Engine::Postgres => {
                let pool = self.pool.get_postgres_connection_pool();
                (pool.size(), pool.num_idle(), pool.options().get_max_connections())
            }
            Engine::Sqlite => {
                let pool = self.pool.get_sqlite_connection_pool();
                (pool.size(), pool.num_idle(), pool.options().get_max_connections())
            }
        };
        Connections { open, idle: u32::try_from(idle).unwrap_or(u32::MAX), max }
    }

    /// Opens a transaction that may write, with whom it is to be told to once it has committed.
    ///
    /// # Errors
    /// `unavailable` when the database is away or no connection comes free in time.
    pub async fn begin(&self, after: After) -> Result<Tx> {
        let permit = match &self.writer {
            Some(writer) => Some(Arc::clone(writer).acquire_owned().await.map_err(Error::internal)?),
            None => None,
        };
        let sqlite_transaction_mode = permit.as_ref().map(|_| SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() };
        Ok(Tx::new(self.pool.begin_with_options(options).await?, after, permit))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// `unavailable` when it does not.
    pub async fn ping(&self) -> Result<()> {
        self.pool.execute_unprepared("SELECT 1").await.map(|_| ()).map_err(|e| Error::unavailable("database", e))
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(&self) {
        if let Err(error) = self.pool.close_by_ref().await {
            tracing::warn!(%error, "closing the database failed");
        }
    }
}

/// WAL lets readers go on beside the writer. `synchronous = NORMAL` survives the death of the process at any moment; the
/// death of the machine may take the last moments with it but never damages the file (<https://www.sqlite.org/wal.html>).
fn tune_sqlite(
    options: sea_orm::sqlx::sqlite::SqliteConnectOptions,
    busy: Duration,
) -> sea_orm::sqlx::sqlite::SqliteConnectOptions {
    use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(busy)
        .create_if_missing(true)
}

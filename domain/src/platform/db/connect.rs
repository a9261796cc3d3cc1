//! Connecting: the pool and what each engine needs of it.

use std::{fmt, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, SqliteTransactionMode, SqlxPostgresConnector,
    TransactionOptions, TransactionTrait,
    sqlx::{
        ConnectOptions as _,
        postgres::{PgConnectOptions, PgPoolOptions},
    },
};
use tokio::sync::Semaphore;

use super::{
    After, Reader, Transaction, Tx,
    lender::{Lender, Terms},
    statements::{self, Observer},
};
use crate::{
    Error, Result,
    platform::{
        metrics::Metrics,
        settings::{Database, Settings},
    },
};

/// How many statements a connection to PostgreSQL keeps prepared.
const STATEMENTS: usize = 300;
/// How long the connection that looks at migrations stays open after that.
const BRIEFLY: Duration = Duration::from_secs(10);

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
pub struct Db(Kind);

#[derive(Clone)]
enum Kind {
    Sqlite(Embedded),
    Postgres(Server),
}

/// SQLite.
#[derive(Clone)]
struct Embedded {
    pool: DatabaseConnection,
    reader: Reader,
    /// SQLite has one writer. Waiting for it here is fair and costs nothing; waiting inside SQLite is a sleep loop.
    writer: Arc<Semaphore>,
}

/// PostgreSQL.
#[derive(Clone)]
struct Server {
    lender: Arc<Lender>,
    reader: Reader,
    /// For migrations only, so it connects when they ask.
    pool: DatabaseConnection,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

impl Db {
    /// Connects as the settings say, for a look or a change outside of any process that counts.
    ///
    /// # Errors
    /// As [`Self::connect_counted`].
    pub async fn connect(settings: &Settings) -> Result<Self> {
        Self::connect_counted(settings, Arc::default()).await
    }

    /// The same for a process that counts.
    ///
    /// # Errors
    /// `unavailable` when the database can't be reached or opened.
    pub async fn connect_counted(settings: &Settings, metrics: Arc<Metrics>) -> Result<Self> {
        let url = settings.database_url();
        let database = &settings.database;
        let observer = |engine| Observer::new(engine, database.statement_log_slow, metrics);
        if url.expose().starts_with("postgres") {
            let server = Server::connect(url.expose(), database, observer(Engine::Postgres)).await?;
            return Ok(Self(Kind::Postgres(server)));
        }
        Ok(Self(Kind::Sqlite(Embedded::connect(url.expose(), database, observer(Engine::Sqlite)).await?)))
    }

    /// Which engine answers.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match &self.0 {
            Kind::Sqlite(_) => Engine::Sqlite,
            Kind::Postgres(_) => Engine::Postgres,
        }
    }

    /// For statements outside of transactions.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        match &self.0 {
            Kind::Sqlite(embedded) => &embedded.reader,
            Kind::Postgres(server) => &server.reader,
        }
    }

    /// For migrations.
    #[must_use]
    pub const fn pool(&self) -> &DatabaseConnection {
        match &self.0 {
            Kind::Sqlite(embedded) => &embedded.pool,
            Kind::Postgres(server) => &server.pool,
        }
    }

    /// How many connections there are.
    #[must_use]
    pub fn connections(&self) -> Connections {
        let whole = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match &self.0 {
            Kind::Sqlite(embedded) => {
                let pool = embedded.pool.get_sqlite_connection_pool();
                let max = pool.options().get_max_connections();
                Connections { open: pool.size(), idle: whole(pool.num_idle()), max }
            }
            Kind::Postgres(Server { lender, .. }) => {
                let (open, idle) = lender.count();
                Connections { open: whole(open), idle: whole(idle), max: lender.max() }
            }
        }
    }

    /// Opens a transaction that may write, with whom it is to be told to once it has committed.
    ///
    /// # Errors
    /// `unavailable` when the database is away or no connection comes free in time.
    pub async fn begin(&self, after: After) -> Result<Tx> {
        match &self.0 {
            Kind::Postgres(_) => Ok(Tx::new(self.transaction().await?, after, None)),
            Kind::Sqlite(embedded) => {
                let permit = Arc::clone(&embedded.writer).acquire_owned().await.map_err(Error::internal)?;
                let immediate = Some(SqliteTransactionMode::Immediate);
                let options =
                    TransactionOptions { sqlite_transaction_mode: immediate, ..TransactionOptions::default() };
                let inner = Transaction::of_sqlite(embedded.pool.begin_with_options(options).await?);
                Ok(Tx::new(inner, after, Some(permit)))
            }
        }
    }

    /// Opens a transaction for statements that read and belong together.
    ///
    /// # Errors
    /// `unavailable` when the database is away or no connection comes free in time.
    pub(crate) async fn transaction(&self) -> Result<Transaction> {
        self.reading("BEGIN").await
    }

    /// Everything as it is at the first statement, for as long as this is held: what others write meanwhile is not seen, and nobody
    /// waits. It is for reading only.
    ///
    /// # Errors
    /// `unavailable` when the database is away or no connection comes free in time.
    pub async fn snapshot(&self) -> Result<Transaction> {
        self.reading("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await
    }

    /// A reading transaction of SQLite sees one state anyway, and can't be told more.
    async fn reading(&self, on_server: &'static str) -> Result<Transaction> {
        match &self.0 {
            Kind::Sqlite(embedded) => Ok(Transaction::of_sqlite(embedded.pool.begin().await?)),
            Kind::Postgres(server) => Ok(Transaction::begin(server.lender.lend().await?, on_server).await?),
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// `unavailable` when it does not.
    pub async fn ping(&self) -> Result<()> {
        self.reader().execute_unprepared("SELECT 1").await.map(|_| ()).map_err(|e| Error::unavailable("database", e))
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(&self) {
        if let Kind::Postgres(server) = &self.0 {
            server.lender.close().await;
        }
        if let Err(error) = self.pool().close_by_ref().await {
            tracing::warn!(%error, "closing the database failed");
        }
    }
}

impl Embedded {
    async fn connect(url: &str, settings: &Database, observer: Observer) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(settings.pool_max)
            .min_connections(settings.pool_min)
            .acquire_timeout(settings.acquire_timeout)
            // Measured: a ping before every use costs a fifth of the throughput; a dead connection shows at its first use.
            .test_before_acquire(false)
            // Slow ones are told with their operation, once: `slow.rs`.
            .sqlx_logging(false);
        let busy = settings.sqlite_busy_timeout;
        options.map_sqlx_sqlite_opts(move |sqlite| tune_sqlite(sqlite, busy));
        let mut pool = sea_orm::Database::connect(options).await?;
        if pool.get_database_backend() != DbBackend::Sqlite {
            return Err(Error::internal("only SQLite and PostgreSQL are supported"));
        }
        pool.set_metric_callback(statements::observe(observer));
        let reader = Reader::of_sqlite(pool.clone());
        Ok(Self { pool, reader, writer: Arc::new(Semaphore::new(1)) })
    }
}

impl Server {
    async fn connect(url: &str, settings: &Database, observer: Observer) -> Result<Self> {
        let options: PgConnectOptions = url.parse().map_err(|error| Error::unavailable("database", error))?;
        let options = options.disable_statement_logging().options(settings.session_parameters());
        let options = options.statement_cache_capacity(STATEMENTS);
        let terms =
            Terms { max: settings.pool_max, keep: settings.pool_min, patience: settings.acquire_timeout, observer };
        let lender = Lender::open(options.clone(), terms).await?;
        let seldom = PgPoolOptions::new().max_connections(1).acquire_timeout(settings.acquire_timeout);
        let pool =
            SqlxPostgresConnector::from_sqlx_postgres_pool(seldom.idle_timeout(BRIEFLY).connect_lazy_with(options));
        Ok(Self { reader: Reader::of_postgres(Arc::clone(&lender)), lender, pool })
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

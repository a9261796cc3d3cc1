//! One of the two databases of a move.

use std::{
    path::PathBuf,
    str::FromStr,
    time::{Duration, Instant},
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, FromQueryResult,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous},
};

use super::table::{Table, quoted};
use crate::{
    Error, Result,
    platform::{Sql, db::Engine, settings::SecretUrl},
};

/// How the connections of a move call themselves in PostgreSQL.
const NAME: &str = "presswork move";
/// How long to wait for a lock that somebody else has, or for another writer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often to look whether others are still connected.
const AGAIN: Duration = Duration::from_millis(200);
/// What each connection to PostgreSQL sets: nothing cuts a long read short, and a server that dies may take the last pages with
/// their marks.
const SESSION: [(&str, &str); 3] =
    [("statement_timeout", "0"), ("idle_in_transaction_session_timeout", "0"), ("synchronous_commit", "off")];

/// Whether others may use the source meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// They may.
    Shared,
    /// Nobody but the move may.
    Alone,
}

/// One of the two databases.
pub struct Side {
    db: DatabaseConnection,
    engine: Engine,
    url: SecretUrl,
    file: PathBuf,
    /// PostgreSQL only: keeps everybody else from writing until it ends.
    held: Option<DatabaseTransaction>,
}

impl Side {
    /// Opens the database that is copied.
    ///
    /// # Errors
    /// `move_refused` for an address of another kind or a file that is not there; `source_in_use` when it is to be held alone and
    /// somebody else has it; `unavailable` when it can't be reached.
    pub async fn source(url: &SecretUrl, hold: Hold) -> Result<Self> {
        let (engine, file) = kind_of(url)?;
        if engine == Engine::Sqlite && !file.exists() {
            return Err(refused(format!("there is no database {url}")));
        }
        let mut side = Self::connect(url.clone(), engine, file, (hold, false)).await?;
        if hold == Hold::Alone {
            side.hold().await?;
        }
        Ok(side)
    }

    /// Opens the database that is filled; makes the file of SQLite where there is none.
    ///
    /// # Errors
    /// As [`Self::source`].
    pub async fn target(url: &SecretUrl) -> Result<Self> {
        let (engine, file) = kind_of(url)?;
        Self::connect(url.clone(), engine, file, (Hold::Shared, true)).await
    }

    async fn connect(url: SecretUrl, engine: Engine, file: PathBuf, (hold, make): (Hold, bool)) -> Result<Self> {
        let mut options = ConnectOptions::new(url.expose());
        // One reads while another writes; who holds SQLite alone has one connection.
        let most = if engine == Engine::Sqlite && hold == Hold::Alone { 1 } else { 3 };
        options
            .max_connections(most)
            .min_connections(0)
            // Longer than a lock is waited for, so that it is the lock that is told of.
            .acquire_timeout(3 * PATIENCE)
            .sqlx_logging(false)
            .test_before_acquire(false);
        // A connection that holds a lock is not replaced.
        options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
        options.map_sqlx_postgres_opts(|postgres| postgres.application_name(NAME).options(SESSION));
        options.map_sqlx_sqlite_opts(move |sqlite| tuned(sqlite, hold, make));
        let connected = Database::connect(options).await;
        let db = connected.map_err(|error| busy(error.into(), hold))?;
        Ok(Self { db, engine, url, file, held: None })
    }

    /// The connections, for migrations.
    #[must_use]
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Which engine it is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Its address, which is shown without its password.
    #[must_use]
    pub const fn url(&self) -> &SecretUrl {
        &self.url
    }

    /// Refuses the same database under two names.
    ///
    /// # Errors
    /// `move_refused`.
    pub async fn differs_from(&self, other: &Self) -> Result<()> {
        if self.engine == other.engine && self.identity().await? == other.identity().await? {
            return Err(refused(format!("{} and {} are the same database", self.url, other.url)));
        }
        Ok(())
    }

    /// What no other database has.
    async fn identity(&self) -> Result<String> {
        #[derive(FromQueryResult)]
        struct Row {
            identity: String,
        }
        if self.engine == Engine::Sqlite {
            let path = std::fs::canonicalize(&self.file).map_err(Error::internal)?;
            return Ok(path.to_string_lossy().into_owned());
        }
        let sql = "SELECT concat_ws(' ', oid, extract(epoch FROM pg_postmaster_start_time())) AS identity \
                   FROM pg_database WHERE datname = current_database()";
        Ok(Sql::new(sql).one::<Row>(&self.db).await?.map(|row| row.identity).unwrap_or_default())
    }

    /// Opens a transaction that writes.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction> {
        let is_sqlite = self.engine == Engine::Sqlite;
        let sqlite_transaction_mode = is_sqlite.then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() };
        Ok(self.db.begin_with_options(options).await?)
    }

    /// Keeps everybody else away from SQLite, and from writing into PostgreSQL, once the tables are known.
    async fn hold(&mut self) -> Result<()> {
        if self.engine == Engine::Sqlite {
            // The first read takes the lock for good.
            let taken = self.db.execute_unprepared("BEGIN EXCLUSIVE; COMMIT").await;
            return taken.map(|_| ()).map_err(|error| busy(error.into(), Hold::Alone));
        }
        let (mut others, began) = (self.others().await?, Instant::now());
        // Who has just been stopped is about to go.
        while !others.is_empty() && began.elapsed() < PATIENCE {
            tokio::time::sleep(AGAIN).await;
            others = self.others().await?;
        }
        if others.is_empty() { Ok(()) } else { Err(in_use(&format!("connected to it: {others}"))) }
    }

    /// Who else is connected to PostgreSQL.
    async fn others(&self) -> Result<String> {
        #[derive(FromQueryResult)]
        struct Row {
            others: Option<String>,
        }
        let mut sql = Sql::new(
            "SELECT string_agg(DISTINCT concat_ws(' ', usename, NULLIF(application_name, ''), host(client_addr)), ', ') AS others \
             FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' \
             AND application_name <> ",
        );
        sql.bind(NAME);
        Ok(sql.one::<Row>(&self.db).await?.and_then(|row| row.others).unwrap_or_default())
    }

    /// Locks the tables against writes until [`Self::held`] is committed; whoever comes now waits.
    pub(super) async fn lock(&mut self, tables: &[Table]) -> Result<()> {
        if self.engine == Engine::Sqlite {
            return Ok(());
        }
        let tx = self.db.begin().await?;
        tx.execute_unprepared(&format!("SET LOCAL lock_timeout = {}", PATIENCE.as_millis())).await?;
        let names = Table::names(tables.iter().map(|table| quoted(&table.name)));
        let locked = tx.execute_unprepared(&format!("LOCK TABLE {names} IN SHARE MODE")).await;
        locked.map_err(|error| in_use(&error.to_string()))?;
        self.held = Some(tx);
        Ok(())
    }

    /// The transaction that holds PostgreSQL, if it is held.
    pub(super) fn take_held(&mut self) -> Option<DatabaseTransaction> {
        self.held.take()
    }

    /// Closes every connection.
    pub async fn close(mut self) {
        drop(self.held.take());
        if let Err(error) = self.db.close().await {
            tracing::warn!(%error, "closing a database failed");
        }
    }
}

fn tuned(sqlite: SqliteConnectOptions, hold: Hold, make: bool) -> SqliteConnectOptions {
    let sqlite = sqlite.foreign_keys(false).busy_timeout(PATIENCE).create_if_missing(make);
    let sqlite = sqlite.synchronous(SqliteSynchronous::Normal);
    match hold {
        Hold::Alone => sqlite.locking_mode(SqliteLockingMode::Exclusive),
        Hold::Shared if make => sqlite.journal_mode(SqliteJournalMode::Wal),
        Hold::Shared => sqlite,
    }
}

/// The engine of an address, and the file of SQLite.
fn kind_of(url: &SecretUrl) -> Result<(Engine, PathBuf)> {
    let text = url.expose();
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok((Engine::Postgres, PathBuf::new()));
    }
    let unusable = || refused(format!("expected sqlite:<file> or postgres://<host>/<database>, found {url}"));
    if !text.starts_with("sqlite:") || text.contains(":memory:") || text.contains("mode=memory") {
        return Err(unusable());
    }
    let file = SqliteConnectOptions::from_str(text).map_err(|_| unusable())?.get_filename().to_owned();
    if file.as_os_str().is_empty() { Err(unusable()) } else { Ok((Engine::Sqlite, file)) }
}

pub(super) fn refused(detail: impl Into<String>) -> Error {
    Error::conflict("move_refused", detail)
}

fn in_use(by: &str) -> Error {
    let detail =
        format!("the source is in use ({by}): stop Presswork and whatever else is connected to it, then do this again");
    Error::conflict("source_in_use", detail)
}

/// A lock that can't be had means that somebody else has it.
fn busy(error: Error, hold: Hold) -> Error {
    let told = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    if hold == Hold::Alone && told.contains("locked") { in_use("its file is open elsewhere") } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_another_kind_is_refused_without_its_password() {
        for wrong in ["mysql://ann:hunter2@db/press", "sqlite::memory:", "sqlite:", "presswork.db", ""] {
            let told = kind_of(&SecretUrl::new(wrong)).unwrap_err().detail();
            assert!(told.starts_with("expected sqlite:<file>") && !told.contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn the_file_of_an_address_is_found() {
        for (url, file) in [("sqlite:data/a.db", "data/a.db"), ("sqlite:///srv/a%20b.db?mode=rwc", "/srv/a b.db")] {
            assert_eq!(kind_of(&SecretUrl::new(url)).unwrap(), (Engine::Sqlite, file.into()));
        }
    }
}

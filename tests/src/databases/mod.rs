//! A database for each test, migrated and empty.

mod postgres;
mod sqlite;

use std::path::Path;

use sea_orm::{ConnectOptions, Database, DatabaseConnection};

use crate::Profile;

/// One test's database.
pub struct TestDatabase {
    /// Where it is.
    pub url: String,
    /// The harness' own connection, which the app knows nothing of.
    pub connection: DatabaseConnection,
    /// The session that keeps a PostgreSQL database from being given to another test.
    _lease: Option<DatabaseConnection>,
}

/// A database for a test whose files are in this folder.
pub async fn open(profile: Profile, folder: &Path) -> TestDatabase {
    match profile {
        Profile::Embedded => sqlite::open(folder).await,
        Profile::Services => postgres::open().await,
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    // One connection that is neither replaced nor retired: it may hold a lease.
    options.max_connections(1).min_connections(1).sqlx_logging(false).test_before_acquire(false);
    options.map_sqlx_postgres_pool_opts(|pool| pool.idle_timeout(None).max_lifetime(None));
    let outcome = Database::connect(options).await;
    outcome.unwrap_or_else(|error| panic!("the tests can't connect to {url}: {error}"))
}

//! Databases of our own on a PostgreSQL server.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use url::Url;

use crate::Result;

/// A server on which databases may be made.
pub(crate) struct Databases {
    server: Url,
}

impl Databases {
    pub(crate) fn on(server: &Url) -> Self {
        Self { server: unencrypted_here(server.clone()) }
    }

    /// Where a database of it is.
    pub(crate) fn url(&self, name: &str) -> Url {
        let mut url = self.server.clone();
        url.set_path(name);
        url
    }

    pub(crate) async fn create(&self, name: &str) -> Result<()> {
        self.execute(&format!("CREATE DATABASE {name}")).await
    }

    /// Removes a database, when there is one, and cuts off who is connected to it.
    pub(crate) async fn remove(&self, name: &str) -> Result<()> {
        self.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
    }

    pub(crate) async fn has(&self, name: &str) -> Result<bool> {
        Ok(!self.names(&format!("WHERE datname = '{name}'")).await?.is_empty())
    }

    /// The databases whose names begin so and to which nobody is connected.
    pub(crate) async fn deserted(&self, prefix: &str) -> Result<Vec<String>> {
        let like = prefix.replace('_', "\\_");
        let nobody = "NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname)";
        self.names(&format!("WHERE datname LIKE '{like}%' AND {nobody}")).await
    }

    async fn names(&self, which: &str) -> Result<Vec<String>> {
        let server = self.connect().await?;
        let sql = format!("SELECT CAST(datname AS TEXT) AS it FROM pg_database d {which}");
        let found = server.query_all_raw(Statement::from_string(server.get_database_backend(), sql)).await?;
        let names: Result<Vec<String>, _> = found.iter().map(|row| row.try_get("", "it")).collect();
        server.close().await?;
        Ok(names?)
    }

    async fn execute(&self, sql: &str) -> Result<()> {
        let server = self.connect().await?;
        server.execute_unprepared(sql).await?;
        Ok(server.close().await?)
    }

    async fn connect(&self) -> Result<DatabaseConnection> {
        Ok(Database::connect(self.server.as_str()).await?)
    }
}

/// On this machine nothing needs to be encrypted, neither for us nor for the ceilings.
fn unencrypted_here(mut url: Url) -> Url {
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if here && url.query_pairs().all(|(name, _)| name != "sslmode") {
        url.query_pairs_mut().append_pair("sslmode", "disable");
    }
    url
}

//! Where is measured: a database and a Redis prefix of its own, removed afterwards.

use std::{collections::HashMap, sync::Arc};

use presswork_domain::{Context, Deps, platform::Settings};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use tempfile::TempDir;
use url::Url;

use super::{Args, threads::Threads};
use crate::{Result, databases::Databases, redis_prefix};

const PREFIX: &str = "presswork_bench_";

/// An installation for one run.
pub(crate) struct Place {
    pub deps: Arc<Deps>,
    /// With which a process finds it.
    pub variables: HashMap<String, String>,
    /// On which its clients run. Connections that they have opened live as long.
    pub threads: Threads,
    services: Option<Services>,
    _folder: TempDir,
}

/// The servers, and what is ours on them.
pub(crate) struct Services {
    server: Databases,
    /// Our database.
    pub database: Url,
    pub redis: Url,
    pub name: String,
}

impl Place {
    /// SQLite and the queue in this process.
    pub(crate) async fn embedded() -> Result<Self> {
        Self::open(HashMap::new(), None).await
    }

    /// PostgreSQL and Redis.
    pub(crate) async fn services(args: &Args) -> Result<Self> {
        let name = format!("{PREFIX}{}", std::process::id());
        let server = Databases::on(&args.database);
        let database = server.url(&name);
        let services = Services { server, database, redis: args.redis.clone(), name: name.clone() };
        services.remove_leftovers().await?;
        services.server.create(&name).await?;
        let variables = HashMap::from([
            ("DATABASE_URL".to_owned(), services.database.to_string()),
            ("REDIS_URL".to_owned(), services.redis.to_string()),
            ("PRESSWORK__REDIS__PREFIX".to_owned(), name),
        ]);
        Self::open(variables, Some(services)).await
    }

    async fn open(mut variables: HashMap<String, String>, services: Option<Services>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        variables.insert("PRESSWORK_ENV".to_owned(), "test".to_owned());
        variables.insert("PRESSWORK__STORAGE__DATA_DIR".to_owned(), folder.path().display().to_string());
        let deps = Arc::new(Deps::open(Settings::load(&variables)?).await?);
        presswork_migration::up(deps.db.pool()).await?;
        Ok(Self { deps, variables, threads: Threads::start()?, services, _folder: folder })
    }

    pub(crate) fn cx(&self) -> Context {
        Context::system(Arc::clone(&self.deps), "bench")
    }

    pub(crate) fn here(&self) -> Result<&Services> {
        self.services.as_ref().ok_or_else(|| "this needs PostgreSQL and Redis".into())
    }

    pub(crate) async fn execute(&self, sql: &str) -> Result<()> {
        self.deps.db.reader().execute_unprepared(sql).await?;
        Ok(())
    }

    pub(crate) async fn one(&self, sql: &str) -> Result<QueryResult> {
        let db = self.deps.db.reader();
        let statement = Statement::from_string(db.get_database_backend(), sql);
        db.query_one_raw(statement).await?.ok_or_else(|| format!("no row: {sql}").into())
    }

    /// As if nothing had been enqueued.
    pub(crate) async fn empty(&self) -> Result<()> {
        self.deps.queue.flush().await;
        match &self.services {
            None => self.execute("DELETE FROM jobs").await,
            Some(services) => {
                self.execute("TRUNCATE jobs CASCADE").await?;
                services.forget(&services.name).await
            }
        }
    }

    /// Removes what this run has made.
    pub(crate) async fn remove(self) -> Result<()> {
        self.deps.queue.flush().await;
        self.deps.db.close().await;
        match &self.services {
            Some(services) => services.remove(&services.name).await,
            None => Ok(()),
        }
    }
}

impl Services {
    /// Removes what runs have left that were killed: nobody is connected to it.
    async fn remove_leftovers(&self) -> Result<()> {
        for name in self.server.deserted(PREFIX).await? {
            self.remove(&name).await?;
        }
        Ok(())
    }

    async fn remove(&self, name: &str) -> Result<()> {
        self.server.remove(name).await?;
        self.forget(name).await
    }

    async fn forget(&self, prefix: &str) -> Result<()> {
        redis_prefix::forget(&self.redis, prefix).await
    }
}

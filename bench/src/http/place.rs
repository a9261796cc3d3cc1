//! Where is measured: a database of its own, sown by the binary that is measured, and a folder. The database of the same sizes is
//! used again when it was kept.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use presswork_domain::{Deps, platform::Settings};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use tempfile::TempDir;
use url::Url;

use super::{Args, args::Size, costs};
use crate::{Result, databases::Databases, installation::run, machine::redis_process, redis_prefix, say};

/// What is sown happened until then; what is younger comes from a measurement.
const UNTIL: &str = "2026-01-01T00:00:00Z";
/// The setting by which installations share a Redis.
const PREFIX: &str = "PRESSWORK__REDIS__PREFIX";
/// Tables in which there is only what comments have set off; what is sown tells nobody.
const TOLD: [&str; 5] = ["jobs", "notifications", "notification_events", "inboxes", "digests"];
/// What the load of one machine as one caller needs, and what of development is not as shipped.
const SETTINGS: [(&str, &str); 11] = [
    ("PRESSWORK_ENV", "development"),
    ("PRESSWORK__LOG__FILTER", "warn"),
    ("PRESSWORK__GRAPHQL__INTROSPECTION", "false"),
    ("PRESSWORK__GRAPHQL__GRAPHIQL", "false"),
    ("PRESSWORK__DOCS__DEV_MAILBOX", "false"),
    ("PRESSWORK__HTTP__FLOOD_PER_SECOND", "1000000"),
    ("PRESSWORK__HTTP__FLOOD_BURST", "1000000"),
    ("PRESSWORK__BUDGET__POINTS", "1000000"),
    ("PRESSWORK__BUDGET__ANONYMOUS_POINTS", "1000000"),
    ("PRESSWORK__BUDGET__WINDOW", "1s"),
    ("PRESSWORK__HTTP__TRUSTED_PROXIES", "127.0.0.1/32"),
];

/// An installation for a run.
pub(crate) struct Place {
    pub deps: Arc<Deps>,
    pub binary: PathBuf,
    pub database: Url,
    /// With which a process finds it.
    pub variables: HashMap<String, String>,
    pub size: Size,
    pub redis: Url,
    /// The parent of all processes of PostgreSQL, where they are on this machine.
    pub postmaster: Option<u32>,
    /// The process of Redis, where it is used and on this machine.
    pub redis_process: Option<u32>,
    databases: Databases,
    name: String,
    keep: bool,
    folder: TempDir,
}

impl Place {
    /// Makes it, or finds the one that was kept. Its name begins so.
    pub(crate) async fn open(prefix: &str, args: &Args, size: Size) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let databases = Databases::on(&args.database);
        let name = size.named().iter().fold(prefix.to_owned(), |name, (_, count)| format!("{name}_{count}"));
        let database = databases.url(&name);
        let mut variables: HashMap<String, String> =
            SETTINGS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        variables.extend([
            ("DATABASE_URL".to_owned(), database.to_string()),
            ("PRESSWORK__STORAGE__DATA_DIR".to_owned(), folder.path().join("data").display().to_string()),
        ]);
        variables.extend(args.settings.iter().cloned());
        let kept = databases.has(&name).await? && is_whole(&database).await?;
        if !kept {
            databases.remove(&name).await?;
            databases.create(&name).await?;
        }
        say(&format!("· {} {name}", if kept { "using" } else { "sowing" }));
        run(&args.presswork, &["migrate", "up"], &variables, "").await?;
        if !kept {
            sow(&args.presswork, size, &variables).await?;
        }
        let deps = Arc::new(Deps::open(Settings::load(&variables)?).await?);
        let binary = args.presswork.clone();
        let mut place = Self {
            deps,
            binary,
            database,
            variables,
            size,
            redis: args.redis.clone(),
            postmaster: None,
            redis_process: None,
            databases,
            name,
            keep: args.keep,
            folder,
        };
        place.execute("CREATE TABLE IF NOT EXISTS bench_whole ()").await?;
        place.clean().await?;
        place.execute("VACUUM (ANALYZE)").await?;
        // What was written is on disk before anything is measured; not everybody may ask for that.
        let _ = place.execute("CHECKPOINT").await;
        let backend: i32 = place.one("SELECT pg_backend_pid() AS it").await?.try_get("", "it")?;
        place.postmaster = costs::parent_of(backend.cast_unsigned(), "postgres");
        if args.services {
            place.use_redis().await?;
        }
        Ok(place)
    }

    /// From now on, servers use Redis, with a prefix of its own.
    pub(crate) async fn use_redis(&mut self) -> Result<()> {
        self.redis_process = costs::named(redis_process(&self.redis).await?, "redis-server");
        let prefix = format!("presswork_http_{}", std::process::id());
        self.variables.insert("REDIS_URL".to_owned(), self.redis.to_string());
        self.variables.insert(PREFIX.to_owned(), prefix);
        Ok(())
    }

    /// What the keys of these servers begin with in Redis, where it is used.
    pub(crate) fn prefix(&self) -> Result<&str> {
        Ok(self.variables.get(PREFIX).ok_or("this needs Redis")?)
    }

    /// A folder for everything else.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The settings that are not the defaults, for the report.
    pub(crate) fn told_settings(&self) -> String {
        let skipped = ["DATABASE_URL", "REDIS_URL", "PRESSWORK__STORAGE__DATA_DIR", PREFIX];
        let told = self.variables.iter().filter(|(name, _)| !skipped.contains(&name.as_str()));
        let mut told: Vec<String> = told.map(|(name, value)| format!("{name}={value}")).collect();
        told.sort();
        told.join(" ")
    }

    pub(crate) async fn execute(&self, sql: &str) -> Result<()> {
        self.deps.db.reader().execute_unprepared(sql).await?;
        Ok(())
    }

    pub(crate) async fn all(&self, sql: &str) -> Result<Vec<QueryResult>> {
        let db = self.deps.db.reader();
        Ok(db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?)
    }

    pub(crate) async fn one(&self, sql: &str) -> Result<QueryResult> {
        self.all(sql).await?.pop().ok_or_else(|| format!("no row: {sql}").into())
    }

    /// Removes what measurements have written. Nobody may be writing.
    pub(crate) async fn clean(&self) -> Result<()> {
        self.execute(&format!("DELETE FROM comments WHERE created_at > '{UNTIL}'")).await?;
        self.execute(
            "UPDATE posts p SET comment_count = CAST(n.n AS integer) FROM \
             (SELECT p.id, COUNT(c.id) AS n FROM posts p LEFT JOIN comments c ON c.post_id = p.id AND c.deleted_at IS NULL \
             GROUP BY p.id) n WHERE n.id = p.id AND p.comment_count <> n.n",
        )
        .await?;
        for table in TOLD {
            let found = self.one(&format!("SELECT to_regclass('{table}') IS NOT NULL AS it")).await?;
            if found.try_get("", "it")? {
                self.execute(&format!("TRUNCATE {table} CASCADE")).await?;
            }
        }
        for table in ["comments", "posts", "jobs"] {
            self.execute(&format!("VACUUM (ANALYZE) {table}")).await?;
        }
        Ok(())
    }

    /// Closes it, and removes it unless it is to be kept.
    pub(crate) async fn remove(self) -> Result<()> {
        if self.keep {
            self.clean().await?;
        }
        self.deps.queue.flush().await;
        self.deps.db.close().await;
        if let Some(prefix) = self.variables.get(PREFIX) {
            redis_prefix::forget(&self.redis, prefix).await?;
        }
        if self.keep { Ok(()) } else { self.databases.remove(&self.name).await }
    }
}

/// Whether everything was sown in it.
async fn is_whole(database: &Url) -> Result<bool> {
    let db = sea_orm::Database::connect(database.as_str()).await?;
    let sql = "SELECT to_regclass('bench_whole') IS NOT NULL AS it";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?.ok_or("no row")?;
    let whole = row.try_get("", "it")?;
    db.close().await?;
    Ok(whole)
}

async fn sow(binary: &Path, size: Size, variables: &HashMap<String, String>) -> Result<()> {
    let sizes = size.named().map(|(name, count)| format!("--{name}={count}"));
    let until = format!("--until={UNTIL}");
    let arguments: Vec<&str> = ["seed", &until].into_iter().chain(sizes.iter().map(String::as_str)).collect();
    say(&format!("  {}", run(binary, &arguments, variables, "").await?.trim()));
    Ok(())
}

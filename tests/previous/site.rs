//! The installation: PostgreSQL, Redis and a folder of its own, and processes of either release.

use std::{
    collections::HashMap,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use presswork_tests::{Process, Server, binary};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

/// How long jobs may take to be done once nobody asks for anything any more.
const PATIENCE: Duration = Duration::from_secs(30);
const UNFINISHED: &str = "SELECT COUNT(*) AS it FROM jobs WHERE state NOT IN ('succeeded', 'cancelled') AND run_at <= now() + INTERVAL '1 minute'";

/// What both releases work on.
pub struct Site {
    environment: HashMap<String, String>,
    database: DatabaseConnection,
    _servers: [Server; 2],
    _folder: TempDir,
}

impl Site {
    /// Starts the servers.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (postgres, redis) = tokio::join!(Server::postgres(), Server::redis());
        let url = format!("postgres://postgres@127.0.0.1:{}/postgres?sslmode=disable", postgres.port());
        let database = Database::connect(&url).await.unwrap();
        // Only what the last release has, too: it refuses what it does not know.
        let environment = [
            ("PRESSWORK_ENV", "test"),
            ("DATABASE_URL", &url),
            ("REDIS_URL", &format!("redis://127.0.0.1:{}", redis.port())),
            ("PRESSWORK__STORAGE__DATA_DIR", &folder.path().display().to_string()),
            ("PRESSWORK__DATABASE__POOL_MAX", "8"),
            ("PRESSWORK__HTTP__WORKERS", "1"),
            ("PRESSWORK__HTTP__SHUTDOWN_GRACE", "5s"),
            ("PRESSWORK__ACCOUNTS__REQUIRE_VERIFIED_EMAIL", "false"),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { environment, database, _servers: [postgres, redis], _folder: folder }
    }

    /// Brings the database to the schema of this binary; how many migrations that took.
    pub fn migrate(&self, binary: &Path) -> usize {
        let mut command = Command::new(binary);
        command.args(["migrate", "up"]).env_clear().envs(&self.environment).stdin(Stdio::null());
        let output = command.output().unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).lines().filter(|line| line.starts_with("applied ")).count()
    }

    /// An API of this release, which answers.
    pub async fn api(&self) -> Process {
        Process::start_ready("api", &self.newer()).await
    }

    /// A worker of this release.
    pub fn worker(&self) -> Process {
        Process::start("worker", &self.newer())
    }

    /// A process of the release before, or of this one where it is replaced by itself; it answers.
    pub async fn old(&self, old: &Path, command: &str) -> Process {
        Process::start_ready_from(old, command, &self.older(old)).await
    }

    /// A worker of the same.
    pub fn old_worker(&self, old: &Path) -> Process {
        Process::start_from(old, "worker", &self.older(old))
    }

    fn older(&self, old: &Path) -> HashMap<String, String> {
        if old == binary() { self.newer() } else { self.environment.clone() }
    }

    fn newer(&self) -> HashMap<String, String> {
        let mut environment = self.environment.clone();
        environment.insert("PRESSWORK__HTTP__SHUTDOWN_DELAY".to_owned(), "2s".to_owned());
        environment
    }

    /// Waits until every job is done that was asked for; none is dead or parked.
    pub async fn settled(&self) {
        let began = Instant::now();
        loop {
            let statement = Statement::from_string(self.database.get_database_backend(), UNFINISHED);
            let row = self.database.query_one_raw(statement).await.unwrap().unwrap();
            let left: i64 = row.try_get("", "it").unwrap();
            if left == 0 {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{left} jobs are not done");
            sleep(Duration::from_millis(100)).await;
        }
    }
}

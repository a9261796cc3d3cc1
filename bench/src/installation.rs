//! An installation of the binary that is measured, for one run: a database and a Redis prefix of its own, removed afterwards.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::Stdio,
};

use clap::Args as Arguments;
use presswork_domain::platform::clock::{Clock, SystemClock};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{io::AsyncWriteExt, process::Command};
use url::Url;

use crate::{
    Result,
    databases::Databases,
    http::{Client, Process, Request, part},
    machine::{postgres, redis_server},
    redis_prefix,
    report::Report,
};

const PREFIX: &str = "presswork_installed_";
/// The password of everybody there.
const PASSWORD: &str = "tram violet kettle";

/// What is measured, and where it is installed.
#[derive(Arguments)]
pub(crate) struct Where {
    /// The binary that is measured.
    #[arg(long, env = "PRESSWORK_BINARY", default_value = "target/release/presswork")]
    presswork: PathBuf,
    /// The PostgreSQL server on which to make a database, as somebody who may.
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        default_value = "postgres://postgres@127.0.0.1:5432/postgres"
    )]
    database: Url,
    /// The Redis in which to take a prefix.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, default_value = "redis://127.0.0.1:6379")]
    redis: Url,
    /// A setting for its processes, such as PRESSWORK__REALTIME__UNREAD=10s.
    #[arg(long = "set", value_name = "VARIABLE=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
    /// Where to write the report, besides standard output.
    #[arg(long)]
    pub report: Option<PathBuf>,
    /// A run of seconds that shows that the measurement works; its figures say nothing.
    #[arg(long)]
    pub smoke: bool,
}

/// Reads a setting of a command line.
pub(crate) fn setting(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("VARIABLE=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// An installation on PostgreSQL and Redis.
pub(crate) struct Installation {
    pub client: Client,
    binary: PathBuf,
    variables: HashMap<String, String>,
    databases: Databases,
    db: DatabaseConnection,
    name: String,
    redis: Url,
    folder: TempDir,
}

impl Installation {
    /// Makes it. Its settings are those of the environment `test`, in which one machine may ask for everything, and these.
    pub(crate) async fn open(place: &Where, settings: &[(&str, &str)]) -> Result<Self> {
        let (folder, databases) = (tempfile::tempdir()?, Databases::on(&place.database));
        for deserted in databases.deserted(PREFIX).await? {
            databases.remove(&deserted).await?;
            redis_prefix::forget(&place.redis, &deserted).await?;
        }
        let name = format!("{PREFIX}{}", std::process::id());
        databases.create(&name).await?;
        let database = databases.url(&name);
        let own = [
            ("PRESSWORK_ENV", "test".to_owned()),
            ("DATABASE_URL", database.to_string()),
            ("REDIS_URL", place.redis.to_string()),
            ("PRESSWORK__REDIS__PREFIX", name.clone()),
            ("PRESSWORK__STORAGE__DATA_DIR", folder.path().join("data").display().to_string()),
        ];
        let mut variables: HashMap<_, _> = own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        variables.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        variables.extend(place.settings.iter().cloned());
        let (db, client) = (Database::connect(database.as_str()).await?, Client::keeping(1)?);
        let (binary, redis) = (place.presswork.clone(), place.redis.clone());
        let here = Self { client, binary, variables, databases, db, name, redis, folder };
        here.run(&["migrate", "up"], "").await?;
        Ok(here)
    }

    /// Runs a command of the binary with this as its standard input; what it prints.
    pub(crate) async fn run(&self, arguments: &[&str], input: &str) -> Result<String> {
        run(&self.binary, arguments, &self.variables, input).await
    }

    /// Starts `presswork <role>` and waits until it answers; where it does.
    pub(crate) async fn start(&self, role: &str) -> Result<(Process, String)> {
        let command = vec![self.binary.display().to_string()];
        part(command, role, self.variables.clone(), self.folder.path(), &self.client).await
    }

    /// Makes an admin who can log in.
    pub(crate) async fn admin(&self, username: &str) -> Result<()> {
        let email = format!("{username}@example.org");
        let arguments = ["admin", "create", "--username", username, "--email", &email];
        self.run(&arguments, &format!("{PASSWORD}\n")).await.map(|_| ())
    }

    /// Makes people who can log in; their names.
    pub(crate) async fn people(&self, count: usize) -> Result<Vec<String>> {
        let users = format!("--users={count}");
        let arguments = ["seed", "--ask-password", &users, "--posts=0", "--tags=1", "--follows=0"];
        self.run(&arguments, &format!("{PASSWORD}\n")).await?;
        let sql = format!("SELECT username AS it FROM users WHERE role <> 'admin' ORDER BY id LIMIT {count}");
        let rows = self.db.query_all_raw(Statement::from_string(self.db.get_database_backend(), sql)).await?;
        let names: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get("", "it")).collect();
        Ok(names?)
    }

    /// Logs somebody in; the access token.
    pub(crate) async fn login(&self, base: &str, username: &str) -> Result<String> {
        let body = json!({ "login": username, "password": PASSWORD });
        let told = self.asked(base, &Request::post("/v1/auth/login", body)).await?;
        Ok(told["accessToken"].as_str().ok_or("a login without a token")?.to_owned())
    }

    /// What is answered to a request that has to go well.
    pub(crate) async fn asked(&self, base: &str, request: &Request) -> Result<Value> {
        let answer = self.client.ask(base, request).await?;
        if answer.status >= 300 {
            return Err(format!("{} {}: {}", request.method, request.address, answer.shown()).into());
        }
        answer.json()
    }

    /// A number from the database.
    pub(crate) async fn count(&self, sql: &str) -> Result<i64> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        let row = self.db.query_one_raw(statement).await?.ok_or_else(|| format!("no row: {sql}"))?;
        Ok(row.try_get_by_index(0)?)
    }

    /// Tells a report when and on what is measured.
    pub(crate) async fn head(&self, report: &mut Report) -> Result<()> {
        let (postgres, redis) = (postgres(&self.db).await?, redis_server(&self.redis).await?);
        report.measured_at(SystemClock.now().format("%Y-%m-%d %H:%M UTC").to_string());
        report.measured_on(format!("{postgres}, {redis}, on the same machine, as are those who ask"));
        Ok(())
    }

    /// Removes what the run has made. Its processes have ended.
    pub(crate) async fn remove(self) -> Result<()> {
        self.db.close().await?;
        self.databases.remove(&self.name).await?;
        redis_prefix::forget(&self.redis, &self.name).await
    }
}

/// Runs a command of a binary with nothing but these variables, and with this as its standard input; what it prints.
pub(crate) async fn run(
    binary: &Path,
    arguments: &[&str],
    variables: &HashMap<String, String>,
    input: &str,
) -> Result<String> {
    let mut command = Command::new(binary);
    command.args(arguments).env_clear().envs(variables).kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{} can't be started: {error}", binary.display()))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).await?;
    }
    let output = child.wait_with_output().await?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} {} failed:\n{errors}", binary.display(), arguments.join(" ")).into())
}

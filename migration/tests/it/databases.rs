//! A fresh database for each test, gone afterwards, on each of the two engines.
//!
//! `PostgreSQL` is looked for at `DATABASE_URL`, else on this machine. Where there is none the profile is left out, in so
//! many words; with `PRESSWORK_REQUIRE_SERVICES=1` it fails.

use std::{
    env,
    error::Error,
    io::Write,
    panic::{AssertUnwindSafe, resume_unwind},
    process,
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures::FutureExt;
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use url::Url;

pub type Outcome = Result<(), Box<dyn Error>>;

pub async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.connect_timeout(Duration::from_secs(5)).sqlx_logging(false);
    Database::connect(options).await
}

/// Runs the test with the address of a `SQLite` file that doesn't exist yet.
pub async fn on_sqlite(test: impl AsyncFnOnce(&str) -> Outcome) -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("presswork.db");
    test(&format!("sqlite://{}?mode=rwc", file.display())).await
}

/// Runs the test with the address of an empty `PostgreSQL` database, and drops it whatever happens.
pub async fn on_postgres(test: impl AsyncFnOnce(&str) -> Outcome) -> Outcome {
    static COUNT: AtomicU32 = AtomicU32::new(0);

    let mut url = postgres_url()?;
    let server = match connect(url.as_str()).await {
        Ok(server) => server,
        Err(error) => return not_covered(error),
    };
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("presswork_migration_{}_{number}", process::id());
    let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    server.execute_unprepared(&drop).await?;
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    url.set_path(&name);
    let outcome = AssertUnwindSafe(test(url.as_str())).catch_unwind().await;
    server.execute_unprepared(&drop).await?;
    outcome.unwrap_or_else(|panic| resume_unwind(panic))
}

#[expect(clippy::disallowed_methods, reason = "a test asks the environment which services there are")]
fn postgres_url() -> Result<Url, url::ParseError> {
    let configured = env::var("DATABASE_URL").unwrap_or_default();
    let ours = configured.starts_with("postgres");
    Url::parse(if ours { &configured } else { "postgres://postgres@127.0.0.1:5432/postgres" })
}

#[expect(clippy::disallowed_methods, reason = "a test asks the environment which services there are")]
fn not_covered(error: DbErr) -> Outcome {
    static SAID: Once = Once::new();

    if env::var("PRESSWORK_REQUIRE_SERVICES").is_ok_and(|value| value == "1") {
        return Err(error.into());
    }
    // Not `eprintln!`, which a passing test swallows.
    SAID.call_once(|| {
        let _ = writeln!(std::io::stderr(), "profile postgres not covered: no PostgreSQL ({error})");
    });
    Ok(())
}

//! Databases of both engines, and SQL for them.

use std::{
    collections::HashMap,
    env,
    io::Write,
    net::{TcpStream, ToSocketAddrs},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    process,
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use presswork_domain::platform::{Db, Settings, Sql};
use url::Url;

/// The address of a file that need not be there.
pub fn sqlite(folder: &Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}

/// Runs a test with an empty PostgreSQL database, which is dropped whatever happens; or says why it can't.
pub fn with_postgres(test: impl FnOnce(&str)) {
    static COUNT: AtomicU32 = AtomicU32::new(0);

    let server = server();
    if !answers(&server) {
        return not_covered();
    }
    let name = format!("presswork_move_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    run(server.as_str(), &drop);
    run(server.as_str(), &format!("CREATE DATABASE {name}"));
    let mut url = server.clone();
    url.set_path(&name);
    let outcome = catch_unwind(AssertUnwindSafe(|| test(url.as_str())));
    run(server.as_str(), &drop);
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

#[expect(clippy::disallowed_methods, reason = "a test asks the environment which services there are")]
fn server() -> Url {
    let configured = env::var("DATABASE_URL").unwrap_or_default();
    let ours = configured.starts_with("postgres");
    Url::parse(if ours { &configured } else { "postgres://postgres@127.0.0.1:5432/postgres" }).unwrap()
}

fn answers(url: &Url) -> bool {
    let address = (url.host_str().unwrap_or("127.0.0.1"), url.port().unwrap_or(5432));
    let Ok(mut addresses) = address.to_socket_addrs() else { return false };
    addresses.any(|address| TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_ok())
}

#[expect(clippy::disallowed_methods, reason = "a test asks the environment which services there are")]
fn not_covered() {
    static SAID: Once = Once::new();

    let required = env::var("PRESSWORK_REQUIRE_SERVICES").is_ok_and(|value| value == "1");
    assert!(!required, "PRESSWORK_REQUIRE_SERVICES=1, but there is no PostgreSQL");
    // Not `eprintln!`, which a passing test swallows.
    SAID.call_once(|| {
        let _ = writeln!(std::io::stderr(), "moves to and from PostgreSQL: NOT covered, no PostgreSQL");
    });
}

async fn connect(url: &str) -> Db {
    let variables = [("PRESSWORK_ENV", "test"), ("DATABASE_URL", url)];
    let variables: HashMap<String, String> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Db::connect(&Settings::load(&variables).unwrap()).await.unwrap()
}

fn block_on<F: Future>(work: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Runs statements, one after the other.
pub fn run_all(url: &str, statements: &[&str]) {
    block_on(async {
        let db = connect(url).await;
        for sql in statements {
            Sql::new(sql).run(db.reader()).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        db.close().await;
    });
}

/// Runs a statement.
pub fn run(url: &str, sql: &str) {
    run_all(url, &[sql]);
}

/// The texts that a query of one column `it` finds.
pub fn texts(url: &str, sql: &str) -> Vec<String> {
    block_on(async {
        let db = connect(url).await;
        let rows = Sql::new(sql).rows(db.reader()).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        db.close().await;
        rows.iter().map(|row| row.try_get::<String>("", "it").unwrap()).collect()
    })
}

/// How many rows there are of these: a table, with a condition where one is meant. 0 as long as there is no such table.
pub fn count(url: &str, rows: &str) -> i64 {
    let mut found = 0;
    until(url, rows, |count| {
        found = count;
        true
    });
    found
}

/// Counts rows, again and again, until it is enough.
pub fn until(url: &str, rows: &str, mut is_enough: impl FnMut(i64) -> bool) {
    block_on(async {
        let db = connect(url).await;
        loop {
            let counted = Sql::new(&format!("SELECT COUNT(*) AS it FROM {rows}")).rows(db.reader()).await;
            if is_enough(counted.map_or(0, |rows| rows[0].try_get::<i64>("", "it").unwrap())) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        db.close().await;
    });
}

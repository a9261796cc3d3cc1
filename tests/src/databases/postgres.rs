//! PostgreSQL: a database that is migrated once per run, and clones of it that are lent to one test after the other.
//!
//! A clone is emptied before it is lent again instead of being dropped and made anew: `DROP DATABASE` waits for a
//! checkpoint, which took 0.1 s on an idle machine and up to 1.6 s on a busy one. A run needs as many clones as tests run
//! at the same time; the next run drops them.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TransactionTrait};
use serde_json::Value;

use super::{TestDatabase, connect};
use crate::{
    profile::postgres_url,
    run::{self, RUN},
};

const PREFIX: &str = "presswork_test_";

/// What is in a database that was just migrated.
const FIRST_ROWS: &str = "INSERT INTO event_head (id, seq, purged) VALUES (1, 0, 0)";

pub async fn open() -> TestDatabase {
    let server = connect(postgres_url().as_str()).await;
    make_template(&server).await;
    for number in 1.. {
        let name = format!("{PREFIX}{}_{number}", *RUN);
        if lend(&server, &name).await {
            let url = url_of(&name);
            let connection = connect(&url).await;
            empty(&connection).await;
            return TestDatabase { url, connection, _lease: Some(server) };
        }
    }
    unreachable!("there is always one more number");
}

/// Takes the clone of this name, made when it is new, unless another test has it. The lease ends with the session, so also
/// with the process.
async fn lend(server: &DatabaseConnection, name: &str) -> bool {
    let locked = query(server, &format!("SELECT pg_try_advisory_lock(hashtextextended('{name}', 0)) AS it")).await;
    if locked[0]["it"] != true {
        return false;
    }
    if !exists(server, name).await {
        execute(server, &format!("CREATE DATABASE {name} TEMPLATE {}", template())).await;
        // Nobody takes the server down, so no commit has to wait until it is on the disk: 4 ms each.
        execute(server, &format!("ALTER DATABASE {name} SET synchronous_commit = off")).await;
    }
    true
}

async fn make_template(server: &DatabaseConnection) {
    let template = template();
    if exists(server, &template).await {
        return;
    }
    let _one_at_a_time = run::lock("postgres.lock");
    if exists(server, &template).await {
        return;
    }
    drop_stale(server).await;
    let draft = format!("{template}_draft");
    execute(server, &format!("CREATE DATABASE {draft}")).await;
    let database = connect(&url_of(&draft)).await;
    presswork_migration::up(&database).await.unwrap();
    database.close().await.unwrap();
    execute(server, &format!("ALTER DATABASE {draft} RENAME TO {template}")).await;
}

/// Drops what runs that are over have left.
async fn drop_stale(server: &DatabaseConnection) {
    let sql = format!(
        "SELECT CAST(datname AS TEXT) AS it FROM pg_database WHERE datname LIKE '{}%'",
        PREFIX.replace('_', "\\_")
    );
    for row in query(server, &sql).await {
        let name = row["it"].as_str().unwrap_or_default();
        let run = name.trim_start_matches(PREFIX).split('_').take(2).collect::<Vec<_>>().join("_");
        if run::is_over(&run) {
            execute(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

/// Makes a clone as good as new: ends what its last user left open, then deletes every row.
async fn empty(database: &DatabaseConnection) {
    let others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    query(database, others).await;
    let tables = "SELECT CAST(tablename AS TEXT) AS it FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'";
    let tables = query(database, tables).await;
    let deletes: String = tables.iter().flat_map(|row| ["DELETE FROM ", row["it"].as_str().unwrap(), ";"]).collect();
    let tx = database.begin().await.unwrap();
    // Without triggers, so without foreign keys: the order does not matter.
    tx.execute_unprepared("SET LOCAL session_replication_role = replica").await.unwrap();
    tx.execute_unprepared(&deletes).await.unwrap();
    tx.execute_unprepared(FIRST_ROWS).await.unwrap();
    tx.commit().await.unwrap();
}

fn template() -> String {
    format!("{PREFIX}{}_template", *RUN)
}

fn url_of(name: &str) -> String {
    let mut url = postgres_url();
    url.set_path(name);
    url.into()
}

async fn exists(server: &DatabaseConnection, name: &str) -> bool {
    !query(server, &format!("SELECT 1 AS it FROM pg_database WHERE datname = '{name}'")).await.is_empty()
}

async fn query(database: &DatabaseConnection, sql: &str) -> Vec<Value> {
    use sea_orm::FromQueryResult;
    let statement = Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    Value::find_by_statement(statement).all(database).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

async fn execute(server: &DatabaseConnection, sql: &str) {
    server.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

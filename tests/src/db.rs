//! Ways around the API, for what it can't do or show yet.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use presswork_domain::{
    ids::{self, JobKind, UserKind},
    platform::Sql,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, TransactionTrait, Value as Bound};
use serde_json::Value;

use crate::{Actor, TestApp};

#[derive(FromQueryResult)]
struct Count {
    name: String,
    n: i64,
}

impl TestApp {
    /// Runs a statement whose `?` are these values; tells how many rows it touched. Answers that the API has kept are
    /// forgotten, since nobody tells it of this.
    pub async fn db_run(&self, sql: &str, values: Vec<Bound>) -> u64 {
        let done = statement(sql, values).run(&self.database.connection).await;
        self.deps.freshness.forget();
        done.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Runs a statement that the database may refuse; its words then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn db_try(&self, sql: &str) -> Result<u64, String> {
        Sql::new(sql).run(&self.database.connection).await.map_err(|error| error.to_string())
    }

    /// Runs a statement as somebody who owns the database: no trigger holds it up.
    pub async fn db_unguarded(&self, sql: &str, values: Vec<Bound>) {
        let tx = self.database.connection.begin().await.unwrap();
        match tx.get_database_backend() {
            // The file is this test's own.
            DbBackend::Sqlite => drop_triggers(&tx).await,
            _ => tx.execute_unprepared("SET LOCAL session_replication_role = replica").await.map(|_| ()).unwrap(),
        }
        statement(sql, values).run(&tx).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        tx.commit().await.unwrap();
        self.deps.freshness.forget();
    }

    /// Reads rows.
    pub async fn db_rows(&self, sql: &str, values: Vec<Bound>) -> Vec<Value> {
        let rows = statement(sql, values).all(&self.database.connection).await;
        rows.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// How many rows each table has, and how often posts were written: what a refused request must not change.
    pub async fn db_state(&self) -> BTreeMap<String, i64> {
        let tables = match self.database.connection.get_database_backend() {
            DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            _ => "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = 'public'",
        };
        let tables = self.db_rows(tables, vec![]).await;
        let tables = tables.iter().filter_map(|row| row["name"].as_str());
        let counts = tables.map(|table| format!("SELECT '{table}' AS name, COUNT(*) AS n FROM {table}"));
        let versions = "SELECT 'versions of posts' AS name, CAST(COALESCE(SUM(version), 0) AS BIGINT) AS n FROM posts";
        let all = counts.chain([versions.to_owned()]).collect::<Vec<_>>().join(" UNION ALL ");
        let counts: Vec<Count> = statement(&all, vec![]).all(&self.database.connection).await.unwrap();
        counts.into_iter().map(|count| (count.name, count.n)).collect()
    }

    /// Every row of every table but that of the migrations, as `table {columns}`: two databases with the same rows have
    /// the same list. Without the places of events on PostgreSQL, whose sequence goes on when a database is lent again.
    pub async fn db_dump(&self) -> Vec<String> {
        let tables = match self.database.connection.get_database_backend() {
            // A full-text index keeps blocks, not rows.
            DbBackend::Sqlite => {
                "SELECT m.name, 'json_object(' || GROUP_CONCAT('''' || c.name || ''', quote(t.' || c.name || ')') || ')' AS row \
                 FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
                 AND m.name NOT IN (SELECT name FROM pragma_table_list WHERE type IN ('shadow', 'virtual')) GROUP BY m.name"
            }
            _ => {
                "SELECT CAST(tablename AS TEXT) AS name, 'CAST(to_jsonb(t) - ''place'' AS TEXT)' AS row FROM pg_tables \
                 WHERE schemaname = 'public'"
            }
        };
        let tables = self.db_rows(tables, vec![]).await;
        let selects = tables.iter().filter(|table| table["name"] != "seaql_migrations").map(|table| {
            let (name, row) = (table["name"].as_str().unwrap(), table["row"].as_str().unwrap());
            format!("SELECT '{name} ' || {row} AS it FROM {name} t")
        });
        let all = selects.collect::<Vec<_>>().join(" UNION ALL ");
        let mut rows = self.db_rows(&all, vec![]).await;
        let mut rows: Vec<String> = rows.drain(..).map(|row| row["it"].as_str().unwrap().to_owned()).collect();
        rows.sort_unstable();
        rows
    }

    /// How many rows there are of these: a table, with a condition where one is meant.
    pub async fn db_number_of(&self, rows: &str) -> i64 {
        let sql = format!("SELECT 'all' AS name, COUNT(*) AS n FROM {rows}");
        let count: Option<Count> = statement(&sql, vec![]).one(&self.database.connection).await.unwrap();
        count.unwrap().n
    }

    /// How many rows a table has.
    pub async fn db_count(&self, table: &str) -> i64 {
        self.db_state().await[table]
    }

    /// How many unfinished jobs are due by now.
    pub async fn db_due_jobs(&self) -> i64 {
        let sql = "SELECT 'due' AS name, COUNT(*) AS n FROM jobs \
                   WHERE state IN ('queued', 'scheduled', 'running', 'held') AND run_at <= ?";
        let count: Option<Count> =
            statement(sql, vec![self.now().into()]).one(&self.database.connection).await.unwrap();
        count.unwrap().n
    }

    /// Gives somebody another role.
    pub async fn db_set_role(&self, actor: &Actor, role: &str) {
        let values = vec![role.into(), user(&actor.id)];
        assert_eq!(self.db_run("UPDATE users SET role = ? WHERE id = ?", values).await, 1);
    }

    /// Makes people who can't log in: `person0`, `person1` and so on.
    pub async fn db_people(&self, count: usize) {
        let sql = "INSERT INTO users (id, username, email, email_verified_at, password_hash, role, display_name, bio, \
                   created_at, updated_at) VALUES (?, ?, ?, ?, '', 'author', ?, '', ?, ?)";
        for n in 0..count {
            let (name, now) = (format!("person{n}"), self.now());
            let id = sea_orm::prelude::Uuid::from_u128(n as u128 + 1);
            let values = vec![
                id.into(),
                name.clone().into(),
                format!("{name}@example.org").into(),
                now.into(),
                name.into(),
                now.into(),
                now.into(),
            ];
            self.db_run(sql, values).await;
        }
    }

    /// Suspends somebody.
    pub async fn db_suspend(&self, actor: &Actor) {
        let values = vec![self.now().into(), user(&actor.id)];
        assert_eq!(self.db_run("UPDATE users SET suspended_at = ? WHERE id = ?", values).await, 1);
    }

    /// Makes a job due again as if it had never run.
    pub async fn db_requeue(&self, job: &str) {
        let id = ids::parse::<JobKind>(job).unwrap().uuid();
        let sql = "UPDATE jobs SET state = 'queued', attempt = 0, finished_at = NULL, result = NULL WHERE id = ?";
        assert_eq!(self.db_run(sql, vec![id.into()]).await, 1);
    }

    fn now(&self) -> DateTime<Utc> {
        self.deps.clock.now()
    }
}

async fn drop_triggers(db: &impl ConnectionTrait) {
    let names = "SELECT name, 0 AS n FROM sqlite_master WHERE type = 'trigger'";
    for trigger in Sql::new(names).all::<Count>(db).await.unwrap() {
        Sql::new(&format!("DROP TRIGGER {}", trigger.name)).run(db).await.unwrap();
    }
}

fn user(id: &str) -> Bound {
    ids::parse::<UserKind>(id).unwrap().uuid().into()
}

fn statement(sql: &str, values: Vec<Bound>) -> Sql {
    let mut texts = sql.split('?');
    let mut statement = Sql::new(texts.next().unwrap_or_default());
    for (value, text) in values.into_iter().zip(texts) {
        statement.bind(value).push(text);
    }
    statement
}

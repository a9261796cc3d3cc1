//! Ways around the API, for what it can't do or show yet.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use presswork_domain::{
    ids::{self, JobKind, UserKind},
    platform::Sql,
};
use sea_orm::{DbBackend, FromQueryResult, Value as Bound};
use serde_json::Value;

use crate::{Actor, TestApp};

#[derive(FromQueryResult)]
struct Count {
    name: String,
    n: i64,
}

impl TestApp {
    /// Runs a statement whose `?` are these values; tells how many rows it touched.
    pub async fn db_run(&self, sql: &str, values: Vec<Bound>) -> u64 {
        let done = statement(sql, values).run(&self.database.connection).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"))
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

    /// How many rows a table has.
    pub async fn db_count(&self, table: &str) -> i64 {
        self.db_state().await[table]
    }

    /// How many unfinished jobs are due by now.
    pub async fn db_due_jobs(&self) -> i64 {
        let sql = "SELECT 'due' AS name, COUNT(*) AS n FROM jobs \
                   WHERE state IN ('queued', 'scheduled', 'running') AND run_at <= ?";
        let count: Option<Count> =
            statement(sql, vec![self.now().into()]).one(&self.database.connection).await.unwrap();
        count.unwrap().n
    }

    /// Gives somebody another role.
    pub async fn db_set_role(&self, actor: &Actor, role: &str) {
        let values = vec![role.into(), user(&actor.id)];
        assert_eq!(self.db_run("UPDATE users SET role = ? WHERE id = ?", values).await, 1);
    }

    /// Lets one person follow another.
    pub async fn db_follow(&self, who: &Actor, whom: &Actor) {
        let values = vec![user(&who.id), user(&whom.id), self.now().into()];
        self.db_run("INSERT INTO follows (follower_id, followee_id, created_at) VALUES (?, ?, ?)", values).await;
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

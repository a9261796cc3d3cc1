//! The journal: a trigger in the database of the run writes down every step of every job, so that what happened does not
//! have to be believed to who did it. A second trigger dooms transactions: they are rolled back at their commit, after
//! the job was written.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, FromQueryResult, Statement};
use serde_json::Value;

/// What the title of a post begins with whose publication is rolled back.
pub const DOOMED: &str = "doomed";

const TRIGGERS: &str = "
    CREATE TABLE journal (n BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(), job UUID NOT NULL,
        kind TEXT NOT NULL, was TEXT, became TEXT NOT NULL, attempt INT NOT NULL, worker TEXT);
    CREATE FUNCTION write_journal() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO journal (job, kind, was, became, attempt, worker) VALUES (NEW.id, NEW.kind,
            CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state, NEW.attempt, NEW.worker);
        RETURN NULL; END $$;
    CREATE TRIGGER journal AFTER INSERT OR UPDATE OF state ON jobs FOR EACH ROW EXECUTE FUNCTION write_journal();
    CREATE FUNCTION doom() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.status = 'published' AND NEW.title LIKE 'doomed%' THEN RAISE EXCEPTION 'doomed'; END IF;
        RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER doom AFTER INSERT OR UPDATE ON posts DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION doom();
";

/// The harness' own way into the database.
pub struct Journal(DatabaseConnection);

impl Journal {
    /// Migrates the database and begins to write.
    pub async fn open(url: &str) -> Self {
        let mut options = ConnectOptions::new(url);
        // Restarts of the server cut connections, so each is tried before its use.
        options
            .max_connections(2)
            .sqlx_logging(false)
            .test_before_acquire(true)
            .acquire_timeout(Duration::from_secs(5));
        let database = Database::connect(options).await.unwrap();
        presswork_migration::up(&database).await.unwrap();
        database.execute_unprepared(TRIGGERS).await.unwrap();
        Self(database)
    }

    /// Runs a statement.
    pub async fn run(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Reads rows.
    pub async fn rows(&self, sql: &str) -> Vec<Value> {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        Value::find_by_statement(statement).all(&self.0).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Reads one column of text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        self.rows(sql).await.iter().map(|row| row["it"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Reads a number.
    pub async fn number(&self, sql: &str) -> i64 {
        self.rows(sql).await[0]["it"].as_i64().unwrap()
    }
}

//! Counts the statements of what runs in this task, tells the slow ones, and those that a trace tells of: the gate against N+1 queries
//! reads this count.

use std::{
    cell::RefCell,
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{Statement, Values, metric::Info};

use super::{Engine, slow};
use crate::platform::{
    freshness,
    metrics::Metrics,
    telemetry::{self, Span, Work},
};

/// The target under which the text of every statement is logged, at the level of traces: never a value.
pub const STATEMENTS: &str = "presswork::statements";

tokio::task_local! {
    static RECORD: RefCell<Vec<Statement>>;
}

/// Most of a statement's text that is told, in bytes.
const TEXT: usize = 2000;

/// How many statements this request has run so far.
#[must_use]
pub fn statements_so_far() -> u64 {
    telemetry::with(Work::statements).unwrap_or_default()
}

/// A part of this request that runs in a task of its own: what it reads is counted and noted as if it ran here.
pub fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    telemetry::carried(freshness::carried(work))
}

/// Runs a future and gives the SQL statements that it ran, for whoever measures or explains them.
pub async fn record_statements<F: Future>(work: F) -> (F::Output, Vec<Statement>) {
    RECORD
        .scope(RefCell::default(), async {
            let output = work.await;
            (output, RECORD.with(RefCell::take))
        })
        .await
}

/// Who is told of the statements of a database.
pub(super) struct Observer {
    engine: Engine,
    /// A statement that takes longer is logged.
    slow: Duration,
    metrics: Arc<Metrics>,
}

/// A statement that has run.
pub(super) struct Done<'a> {
    pub(super) text: &'a str,
    pub(super) took: Duration,
    pub(super) failed: bool,
}

impl Observer {
    pub(super) const fn new(engine: Engine, slow: Duration, metrics: Arc<Metrics>) -> Self {
        Self { engine, slow, metrics }
    }

    /// Tells of a statement that has just ended.
    fn tell(&self, done: &Done<'_>) {
        // Outside of any work nobody asked.
        telemetry::with(|work| {
            if let Some(span) = work.span() {
                tell(span, self.engine, done);
            }
        });
        if done.took >= self.slow {
            slow::tell(&self.metrics.db, done);
        }
    }
}

/// What is called after each statement of SQLite.
pub(super) fn observe(observer: Observer) -> impl Fn(&Info<'_>) + Send + Sync {
    move |info| {
        note(info.statement);
        observer.tell(&Done { text: &info.statement.sql, took: info.elapsed, failed: info.failed });
    }
}

/// A statement of PostgreSQL while it runs.
pub(super) struct Watch {
    sql: Arc<String>,
    began: Instant,
}

impl Watch {
    /// Notes the statement; gives its values.
    pub(super) fn begin(statement: Statement) -> (Self, Option<Values>) {
        note(&statement);
        let sql = Arc::new(statement.sql);
        (Self { sql, began: Instant::now() }, statement.values)
    }

    /// The text.
    pub(super) fn sql(&self) -> Arc<String> {
        Arc::clone(&self.sql)
    }

    /// It has run.
    pub(super) fn ended(self, observer: &Observer, failed: bool) {
        observer.tell(&Done { text: &self.sql, took: self.began.elapsed(), failed });
    }
}

fn note(statement: &Statement) {
    // Outside of any work nobody counts.
    telemetry::with(Work::ran_statement);
    // Outside of `record_statements` nobody asked.
    let _ = RECORD.try_with(|record| record.borrow_mut().push(statement.clone()));
    tracing::trace!(target: STATEMENTS, engine = ?statement.db_backend, sql = %statement.sql, "statement");
}

/// A span for the statement: what is done, in words of few values, and the text, which holds no values.
fn tell(parent: &Span, engine: Engine, done: &Done<'_>) {
    let verb = done.text.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    let system = match engine {
        Engine::Postgres => "postgresql",
        Engine::Sqlite => "sqlite",
    };
    parent.tell_of_statement(verb.clone(), done.took, |span| {
        span.set("db.system.name", system);
        span.set("db.operation.name", verb);
        span.set("db.query.text", shortened(done.text));
        if done.failed {
            span.fail("database");
        }
    });
}

/// The text as far as it is told.
pub(super) fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_counted_is_counted_by_the_one_who_asked() {
        let (outer, inner) = (Arc::new(Work::default()), Arc::new(Work::default()));
        let count = || telemetry::with(Work::ran_statement);
        outer
            .run(async {
                count();
                inner.run(async { count() }).await;
                carried(async { count() }).await;
                assert_eq!(statements_so_far(), 2);
            })
            .await;
        assert_eq!((outer.statements(), inner.statements(), statements_so_far()), (2, 1, 0));
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "ö".repeat(TEXT);
        assert_eq!(shortened(&long).len(), TEXT);
        assert_eq!(shortened(&format!("a{long}")).len(), TEXT - 1);
        assert_eq!(shortened("SELECT 1"), "SELECT 1");
    }
}

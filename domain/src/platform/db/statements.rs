//! Counts the statements of one request and logs the slow ones: the gate against N+1 queries reads this count.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{Statement, metric::Info};

use crate::platform::freshness;

tokio::task_local! {
    static COUNT: Arc<AtomicU64>;
    static RECORD: RefCell<Vec<Statement>>;
}

/// Runs a future and tells how many SQL statements it ran.
pub async fn count_statements<F: Future>(work: F) -> (F::Output, u64) {
    COUNT
        .scope(Arc::default(), async {
            let output = work.await;
            (output, statements_so_far())
        })
        .await
}

/// How many statements this request has run so far.
#[must_use]
pub fn statements_so_far() -> u64 {
    COUNT.try_with(|count| count.load(Ordering::Relaxed)).unwrap_or_default()
}

/// Adds what a part of this request ran in a task of its own.
pub fn add_statements(more: u64) {
    // Outside of `count_statements` nobody asked; that is fine.
    let _ = COUNT.try_with(|count| count.fetch_add(more, Ordering::Relaxed));
}

/// A part of this request that runs in a task of its own: what it reads is counted and noted as if it ran here.
pub fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let count = COUNT.try_with(Arc::clone).unwrap_or_default();
    COUNT.scope(count, freshness::carried(work))
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

pub(super) fn observe(slow: Duration) -> impl Fn(&Info<'_>) + Send + Sync {
    move |info| {
        add_statements(1);
        // Outside of `record_statements` nobody asked.
        let _ = RECORD.try_with(|record| record.borrow_mut().push(info.statement.clone()));
        if info.elapsed >= slow {
            let millis = u64::try_from(info.elapsed.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(millis, sql = %info.statement.sql, "slow statement");
        }
    }
}

//! Counts the statements of one request and logs the slow ones: the gate against N+1 queries reads this count.

use std::{cell::Cell, time::Duration};

use sea_orm::metric::Info;

tokio::task_local! {
    static COUNT: Cell<u64>;
}

/// Runs a future and tells how many SQL statements it ran.
pub async fn count_statements<F: Future>(work: F) -> (F::Output, u64) {
    COUNT
        .scope(Cell::new(0), async {
            let output = work.await;
            (output, COUNT.with(Cell::get))
        })
        .await
}

/// Adds what a part of this request ran in a task of its own.
pub fn add_statements(more: u64) {
    // Outside of `count_statements` nobody asked; that is fine.
    let _ = COUNT.try_with(|count| count.set(count.get() + more));
}

pub(super) fn observe(slow: Duration) -> impl Fn(&Info<'_>) + Send + Sync {
    move |info| {
        add_statements(1);
        if info.elapsed >= slow {
            let millis = u64::try_from(info.elapsed.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(millis, sql = %info.statement.sql, "slow statement");
        }
    }
}

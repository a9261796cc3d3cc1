//! The metrics of a process, with what is in the ledger. Every process tells the same of the ledger, so that a scaler may
//! ask any of them; a look at it is shared by all who ask within a second.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{
    policy,
    store::{self, Figures},
};
use crate::{
    Context, Error, Result,
    platform::metrics::{Form, LedgerMetrics},
};

/// How long a look at the ledger holds.
const FRESH: Duration = Duration::from_secs(1);
/// How long a look may take: a scraper gives up after ten seconds, and wants to hear the rest of it.
const PATIENCE: Duration = Duration::from_secs(3);

/// All metrics of this process as text. When the database is away, what is in it is missing and the rest is told.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn scrape(cx: &Context, form: Form) -> Result<String> {
    policy::require(&cx.actor)?;
    let metrics = &cx.deps.metrics;
    let mut looked_at = metrics.ledger.turn().await;
    if looked_at.is_none_or(|at| at.elapsed() >= FRESH) {
        let looked = timeout(PATIENCE, store::figures(cx)).await;
        match looked.unwrap_or_else(|_| Err(Error::unavailable("database", "no answer in time"))) {
            Ok(figures) => show(&metrics.ledger, &figures),
            Err(error) => {
                tracing::debug!(%error, "the ledger can't be looked at");
                metrics.ledger.unknown();
            }
        }
        *looked_at = Some(Instant::now());
    }
    drop(looked_at);
    metrics.ledger.connections(cx.deps.db.connections());
    metrics.text(form)
}

fn show(metrics: &LedgerMetrics, figures: &Figures) {
    for queue in &figures.queues {
        let counts = [
            ("due", queue.queued),
            ("scheduled", queue.scheduled),
            ("held", queue.held),
            ("waiting", queue.waiting),
            ("running", queue.running),
            ("parked", queue.parked),
            ("dead", queue.dead),
        ];
        for (state, count) in counts {
            metrics.jobs(queue.name, state, count);
        }
        metrics.oldest_due(queue.name, queue.oldest_due_age);
        metrics.paused(queue.name, queue.paused_at.is_some());
    }
    metrics.workers(figures.active_workers, figures.draining_workers);
}

//! One attempt, counted and timed.

use std::sync::Arc;

use presswork_domain::{
    Deps,
    jobs::{Claimed, Outcome, Slot},
    platform::{
        metrics::Ended,
        telemetry::{Face, Span, Work},
    },
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    Registry,
    run::{self, Verdict},
};

/// Runs a job to its end, as [`run::attempt`], and counts it. Kinds that this release does not know share one name, because
/// every name is kept as long as the process lives.
pub(crate) async fn attempt(
    deps: &Arc<Deps>,
    registry: &Registry,
    job: &Claimed,
    called_off: CancellationToken,
    slot: Slot,
) -> Verdict {
    let kind = registry.get(&job.kind).map_or("unknown", |_| job.kind.as_str());
    let metrics = &deps.metrics.jobs;
    metrics.started(job.queue, (deps.clock.now() - job.run_at).to_std().unwrap_or_default());
    let began = Instant::now();
    let (cx, span) = run::context(deps, job);
    let work = Arc::new(Work::new(job.id.to_string().into(), cx.trace, span).known_as(Face::Job, kind));
    let verdict = work.run(run::attempt(cx, registry, job, called_off, slot)).await;
    let outcome = ended(&verdict);
    metrics.ended(job.queue, kind, outcome, began.elapsed());
    if let Some(span) = work.span() {
        tell(span, outcome);
    }
    verdict
}

fn tell(span: &Span, outcome: Ended) {
    span.set("presswork.job.outcome", outcome.as_str());
    if matches!(outcome, Ended::Retried | Ended::Dead) {
        span.fail(outcome.as_str());
    }
    span.end();
}

const fn ended(verdict: &Verdict) -> Ended {
    match verdict {
        Verdict::Done(_) | Verdict::Finished => Ended::Succeeded,
        Verdict::Unreadable(_) => Ended::Parked,
        Verdict::Failed { outcome, .. } => match outcome {
            Outcome::Done => Ended::Succeeded,
            Outcome::Retry(_) => Ended::Retried,
            Outcome::Dead => Ended::Dead,
            Outcome::Cancelled => Ended::Cancelled,
            Outcome::Parked => Ended::Parked,
        },
    }
}

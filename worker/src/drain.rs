//! Running all due jobs in the calling task: `run_jobs()` of the tests, through the same execution code.

use std::sync::Arc;

use presswork_domain::{
    Context, Deps, Result,
    jobs::{
        Claimed, QueueName, Slot,
        ledger::{self, Round},
    },
    webhooks,
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::{Registry, handlers::handlers, measure, name, run};

/// Runs due jobs, and those that they enqueue, until nothing is due and no event is to be handed on; jobs scheduled for later
/// stay. Tells how many runs that took.
///
/// # Errors
/// The database's.
pub async fn drain(deps: &Arc<Deps>) -> Result<usize> {
    drain_with(deps, &handlers()).await
}

/// The same with other handlers.
///
/// # Errors
/// The database's.
pub async fn drain_with(deps: &Arc<Deps>, registry: &Registry) -> Result<usize> {
    let worker: Arc<str> = name::unique(&*deps.entropy).into();
    let cx = || Context::system(Arc::clone(deps), Arc::clone(&worker));
    let mut ran = 0;
    loop {
        ledger::promote(&cx()).await?;
        ledger::admit_all(&cx(), &mut Round::default()).await?;
        let Some(job) = next(&cx(), &worker).await? else {
            if webhooks::relay(&cx()).await? == 0 {
                return Ok(ran);
            }
            continue;
        };
        let attempt = measure::attempt(deps, registry, &job, CancellationToken::new(), Slot::default());
        let verdict = attempt.instrument(run::span(&job)).await;
        run::settle(&cx(), &job, &verdict).await?;
        ran += 1;
    }
}

/// The next due job, the most urgent queue first; one at a time, so that an error leaves nothing claimed behind.
async fn next(cx: &Context, worker: &Arc<str>) -> Result<Option<Claimed>> {
    for queue in QueueName::ALL {
        let claimed = ledger::claim_due(cx, worker, queue, 1, cx.settings().jobs.lease).await?;
        if let Some(job) = claimed.into_iter().next() {
            return Ok(Some(job));
        }
    }
    Ok(None)
}

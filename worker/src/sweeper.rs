//! Sweeping the ledger: jobs whose worker died, jobs whose time has come, jobs that the queue does not know. Every worker
//! process sweeps; the statements are made for that.

use std::{sync::Arc, time::Duration};

use presswork_domain::{
    Result,
    jobs::{QueueName, ledger},
};
use tokio::time::{Instant, sleep};

use crate::{shared::Shared, unpark};

/// What one sweep of the ledger returns when there may be more.
const FULL: usize = 500;
/// The pause while there is more: a backlog that the queue has lost comes back at 10,000 jobs a second.
const BUSY: Duration = Duration::from_millis(50);
/// How often parked jobs are looked at: they wait for a release, not for a moment.
const UNPARK: Duration = Duration::from_mins(1);

/// Sweeps, for ever.
pub(crate) async fn sweep(shared: Arc<Shared>) {
    let mut unpark_at = Instant::now();
    loop {
        if unpark_at <= Instant::now() {
            report(&shared, unpark::unpark(&shared).await);
            unpark_at = Instant::now() + UNPARK;
        }
        let pause = report(&shared, pass(&shared).await);
        let pause = sleep(pause.unwrap_or(shared.deps.settings.jobs.sweep_interval));
        tokio::select! {
            () = pause => (),
            () = shared.sweep_soon.notified() => (),
        }
    }
}

/// One pass; how long to pause after it.
async fn pass(shared: &Shared) -> Result<Duration> {
    let mut busy = false;
    while ledger::rescue(&shared.cx()).await? == FULL {}
    while ledger::promote(&shared.cx()).await? == FULL {}
    // A queue that hangs must not hold up the rest.
    for queue in QueueName::ALL.into_iter().filter(|_| shared.link.is_up()) {
        while report(shared, ledger::undelivered(&shared.cx(), queue).await) == Some(FULL) {
            busy = true;
        }
    }
    if busy {
        return Ok(BUSY);
    }
    let interval = shared.deps.settings.jobs.sweep_interval;
    let Some(next) = ledger::next_scheduled(&shared.cx()).await? else { return Ok(interval) };
    let until = (next - shared.deps.clock.now()).to_std().unwrap_or_default();
    Ok(until.min(interval))
}

fn report<T>(shared: &Shared, swept: Result<T>) -> Option<T> {
    swept.inspect_err(|error| shared.failed(error)).ok()
}

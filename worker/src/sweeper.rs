//! Sweeping the ledger: jobs whose worker died, jobs whose time has come, jobs that the queue does not know. Every worker
//! process sweeps; the statements are made for that.

use std::{sync::Arc, time::Duration};

use presswork_domain::{
    Result,
    jobs::{
        QueueName,
        ledger::{self, Round},
    },
};
use tokio::time::{Instant, sleep_until};

use crate::{shared::Shared, unpark};

/// What one sweep of the ledger returns when there may be more.
const FULL: usize = 500;
/// The pause while there is more: a backlog that the queue has lost comes back at 10,000 jobs a second.
const BUSY: Duration = Duration::from_millis(50);
/// How often parked jobs are looked at: they wait for a release, not for a moment.
const UNPARK: Duration = Duration::from_mins(1);

/// Sweeps, for ever. Between two passes it keeps the appointments of scheduled jobs.
pub(crate) async fn sweep(shared: Arc<Shared>) {
    let (mut unpark_at, mut round) = (Instant::now(), Round::default());
    loop {
        if unpark_at <= Instant::now() {
            report(&shared, unpark::unpark(&shared).await);
            unpark_at = Instant::now() + UNPARK;
        }
        let pause = report(&shared, pass(&shared).await).unwrap_or(shared.deps.settings.jobs.sweep_interval);
        keep_appointments(&shared, &mut round, Instant::now() + pause).await;
    }
}

/// One pass; how long to pause after it.
async fn pass(shared: &Shared) -> Result<Duration> {
    let mut busy = false;
    while ledger::rescue(&shared.cx()).await? == FULL {}
    while ledger::expire(&shared.cx()).await? == FULL {}
    while ledger::settle_parents(&shared.cx()).await? == FULL {}
    if shared.link.is_up() {
        report(shared, ledger::undelivered_changes(&shared.cx()).await);
    }
    // A queue that hangs must not hold up the rest.
    for queue in QueueName::ALL.into_iter().filter(|_| shared.link.is_up()) {
        while report(shared, ledger::undelivered(&shared.cx(), queue).await) == Some(FULL) {
            busy = true;
        }
    }
    Ok(if busy { BUSY } else { shared.deps.settings.jobs.sweep_interval })
}

/// Makes each scheduled job due to the moment, and lets the next ones of groups in, until the next pass.
async fn keep_appointments(shared: &Shared, round: &mut Round, next_pass: Instant) {
    while Instant::now() < next_pass {
        let next = report(shared, promote(shared, round).await).flatten().unwrap_or(next_pass);
        tokio::select! {
            () = sleep_until(next.min(next_pass)) => (),
            () = shared.sweep_soon.notified() => (),
            () = shared.deps.queue.appointment() => (),
        }
    }
}

/// Makes due whose time has come; when the next one's comes.
async fn promote(shared: &Shared, round: &mut Round) -> Result<Option<Instant>> {
    while ledger::promote(&shared.cx()).await? == FULL {}
    ledger::admit_all(&shared.cx(), round).await?;
    let next = ledger::next_scheduled(&shared.cx()).await?;
    let until = next.map(|next| (next - shared.deps.clock.now()).to_std().unwrap_or_default());
    Ok(until.and_then(|until| Instant::now().checked_add(until)))
}

fn report<T>(shared: &Shared, swept: Result<T>) -> Option<T> {
    swept.inspect_err(|error| shared.failed(error)).ok()
}

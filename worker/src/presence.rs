//! Telling operators that this process lives, and hearing what they want of it: to drain, to call jobs off.

use std::{sync::Arc, time::Duration};

use presswork_domain::{
    jobs::ledger,
    ops::{self, Presence},
};
use tokio::time::sleep;

use crate::{Options, shared::Shared};

/// How often a process reports: well within the minute after which it counts as gone.
const REPORT: Duration = Duration::from_secs(10);
/// How often a process asks whether it is to drain, and whether one of its running jobs was called off.
const LISTEN: Duration = Duration::from_millis(500);

/// Reports, for ever.
pub(crate) async fn report(shared: Arc<Shared>, options: Options) {
    loop {
        let presence = Presence {
            id: shared.worker.to_string(),
            queues: options.queues.clone(),
            concurrency: options.concurrency,
            running: shared.held.ids().len(),
        };
        match ops::report_worker(&shared.cx(), &presence).await {
            Ok(true) => shared.drain.cancel(),
            Ok(false) => {}
            Err(error) => shared.failed(&error),
        }
        sleep(REPORT).await;
    }
}

/// Hears of the wish to drain, and passes on that running jobs were called off, for ever.
pub(crate) async fn listen(shared: Arc<Shared>) {
    loop {
        sleep(LISTEN).await;
        if !shared.drain.is_cancelled() {
            match ops::is_asked_to_drain(&shared.cx(), &shared.worker).await {
                Ok(true) => shared.drain.cancel(),
                Ok(false) => {}
                Err(error) => shared.failed(&error),
            }
        }
        if shared.held.is_empty() {
            continue;
        }
        match ledger::called_off(&shared.cx(), &shared.worker).await {
            Ok(jobs) => shared.held.call_off(&jobs),
            Err(error) => shared.failed(&error),
        }
    }
}

//! Renewing leases: a process that lives keeps its claims, however long its jobs run.

use std::sync::Arc;

use presswork_domain::jobs::ledger;
use tokio::time::sleep;

use crate::shared::Shared;

/// Renews what this process holds, for ever.
pub(crate) async fn keep(shared: Arc<Shared>) {
    let jobs = &shared.deps.settings.jobs;
    loop {
        sleep(jobs.heartbeat).await;
        if shared.held.is_empty() {
            continue;
        }
        // Asked anew at each try: what ended while the database was away needs no lease.
        let renew = || async { ledger::renew(&shared.cx(), &shared.worker, &shared.held.ids(), jobs.lease).await };
        shared.persist(renew).await;
    }
}

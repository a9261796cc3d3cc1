//! Taking up parked jobs that this release can read. What it can't read stays parked, and so does what it has put aside
//! itself, so that two releases do not hand a job back and forth.

use presswork_domain::{Result, jobs::ledger};

use crate::shared::Shared;

/// Makes parked jobs due again that this release may be able to do.
pub(crate) async fn unpark(shared: &Shared) -> Result<()> {
    let (cx, kinds, mut after) = (shared.cx(), shared.registry.kinds(), None);
    loop {
        let parked = ledger::parked(&cx, &kinds, after).await?;
        let Some(last) = parked.last() else { return Ok(()) };
        after = Some(last.id);
        let reads = |job: &ledger::Parked| {
            job.payload.as_ref().is_some_and(|payload| shared.registry.reads(&job.kind, payload))
        };
        let readable: Vec<_> = parked.iter().filter(|job| reads(job)).map(|job| job.id).collect();
        if !readable.is_empty() {
            let count = ledger::unpark(&cx, &readable).await?;
            tracing::info!(count, "parked jobs go on: this release can read them");
        }
    }
}

//! Taking up parked jobs that this release can read. What it can't read stays parked, so that two releases do not hand a
//! job back and forth.

use presswork_domain::{Result, jobs::ledger};

use crate::shared::Shared;

/// Makes parked jobs due that this release can run.
pub(crate) async fn unpark(shared: &Shared) -> Result<()> {
    let cx = shared.cx();
    let parked = ledger::parked(&cx, &shared.registry.kinds()).await?;
    let readable: Vec<_> =
        parked.iter().filter(|job| shared.registry.reads(&job.kind, &job.payload)).map(|job| job.id).collect();
    if !readable.is_empty() {
        let count = ledger::unpark(&cx, &readable).await?;
        tracing::info!(count, "parked jobs go on: this release can read them");
    }
    Ok(())
}

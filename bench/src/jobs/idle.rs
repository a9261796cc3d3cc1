//! What a worker costs that has nothing to do.

use tokio::time::{Duration, Instant, sleep};

use super::worker::Worker;
use crate::{Result, machine::cpu_seconds};

/// Percent of a core that it uses, once it has settled down.
pub(crate) async fn percent(worker: &Worker, lasts: Duration) -> Result<f64> {
    sleep(lasts / 5).await;
    let (before, began) = (cpu_seconds(worker.id)?, Instant::now());
    sleep(lasts).await;
    Ok(100.0 * (cpu_seconds(worker.id)? - before) / began.elapsed().as_secs_f64())
}

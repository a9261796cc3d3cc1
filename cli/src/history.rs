//! Writing what this process has counted of its queues, and how full they are, for the charts of operators.

use std::{sync::Arc, time::Duration};

use presswork_domain::{Context, Deps, ops};
use tokio::time::sleep;

/// How often: what a chart lags behind at most, and what a kill takes with it.
const EVERY: Duration = Duration::from_secs(5);

/// Writes, for ever.
pub(crate) async fn keep(deps: Arc<Deps>) {
    loop {
        sleep(EVERY).await;
        write(&deps).await;
        if let Err(error) = ops::look_at_depths(&Context::system(Arc::clone(&deps), "history")).await {
            tracing::debug!(%error, "the queues can't be looked at");
        }
    }
}

/// Writes once. A database that is away is told by those whose work it is; the counts wait.
pub(crate) async fn write(deps: &Arc<Deps>) {
    if let Err(error) = ops::write_history(&Context::system(Arc::clone(deps), "history")).await {
        tracing::debug!(%error, "the history of the queues can't be written");
    }
}

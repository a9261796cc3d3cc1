//! Removing what is over.

use std::sync::Arc;

use presswork_domain::{
    Result,
    housekeeping::{self, PurgeJobs, PurgeTokens},
    jobs::Run,
};
use serde_json::Value;

/// Removes finished jobs.
pub(crate) async fn purge_jobs(run: Arc<Run>, _job: PurgeJobs) -> Result<Value> {
    housekeeping::purge_jobs(&run).await
}

/// Removes tokens and sessions whose time is over.
pub(crate) async fn purge_tokens(run: Arc<Run>, _job: PurgeTokens) -> Result<Value> {
    housekeeping::purge_tokens(&run).await
}

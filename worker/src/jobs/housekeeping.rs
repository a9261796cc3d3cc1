//! Removing what is over.

use std::sync::Arc;

use presswork_domain::{
    Result, accounts,
    housekeeping::{self, PurgeJobs, PurgeTokens},
    jobs::Run,
};
use serde_json::{Value, json};

/// Removes finished jobs.
pub(crate) async fn purge_jobs(run: Arc<Run>, _job: PurgeJobs) -> Result<Value> {
    housekeeping::purge_jobs(&run).await
}

/// Removes tokens and sessions whose time is over, and accounts that nobody has confirmed.
pub(crate) async fn purge_tokens(run: Arc<Run>, _job: PurgeTokens) -> Result<Value> {
    let receipt = housekeeping::purge_tokens(&run).await?;
    let accounts = accounts::purge_unconfirmed(&run).await?;
    Ok(json!({ "removed": receipt["removed"], "accounts": accounts }))
}

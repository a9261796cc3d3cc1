//! Removing what is over, and what the database knows of itself.

use std::sync::Arc;

use presswork_domain::{
    Result, accounts,
    housekeeping::{self, PurgeJobs, PurgeTokens, RefreshStatistics},
    jobs::Run,
    newsletters,
};
use serde_json::{Value, json};

/// Removes finished jobs.
pub(crate) async fn purge_jobs(run: Arc<Run>, _job: PurgeJobs) -> Result<Value> {
    housekeeping::purge_jobs(&run).await
}

/// Removes tokens and sessions whose time is over, accounts that nobody has confirmed, and addresses that accounts had before.
pub(crate) async fn purge_tokens(run: Arc<Run>, _job: PurgeTokens) -> Result<Value> {
    let receipt = housekeeping::purge_tokens(&run).await?;
    let accounts = accounts::purge_unconfirmed(&run).await?;
    let addresses = newsletters::let_go_of_former(&run).await?;
    Ok(json!({ "removed": receipt["removed"], "accounts": accounts, "addresses": addresses }))
}

/// Has the database look at tables that have outgrown what it knows of them.
pub(crate) async fn refresh_statistics(run: Arc<Run>, _job: RefreshStatistics) -> Result<Value> {
    housekeeping::refresh_statistics(&run).await
}

//! Moderation.

use std::sync::Arc;

use presswork_domain::{
    Result,
    housekeeping::SettleModeration,
    jobs::Run,
    moderation::{self, ExpireAction},
};
use serde_json::Value;

/// Ends what was done for a time.
pub(crate) async fn expire(run: Arc<Run>, job: ExpireAction) -> Result<Value> {
    moderation::expire(&run, &job).await
}

/// Ends what no job has ended.
pub(crate) async fn settle(run: Arc<Run>, _job: SettleModeration) -> Result<Value> {
    moderation::settle_due(&run).await
}

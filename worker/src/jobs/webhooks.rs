//! Webhooks.

use std::sync::Arc;

use presswork_domain::{
    Result,
    housekeeping::{PurgeEvents, SettleWebhooks},
    jobs::Run,
    webhooks::{self, DeliverWebhook, RecoverWebhook, RetryWebhook},
};
use serde_json::Value;

/// Makes an attempt. Completes the job itself, in the transaction of its effect.
pub(crate) async fn deliver(run: Arc<Run>, job: DeliverWebhook) -> Result<Value> {
    webhooks::send(&run, job.webhook, job.delivery).await?;
    Ok(Value::Null)
}

/// The same after one that failed.
pub(crate) async fn retry(run: Arc<Run>, job: RetryWebhook) -> Result<Value> {
    webhooks::send(&run, job.webhook, job.delivery).await?;
    Ok(Value::Null)
}

/// Sends again what did not arrive.
pub(crate) async fn recover(run: Arc<Run>, job: RecoverWebhook) -> Result<Value> {
    webhooks::run_recovery(&run, &job).await
}

/// Sees to what no job has seen to.
pub(crate) async fn settle(run: Arc<Run>, _job: SettleWebhooks) -> Result<Value> {
    webhooks::settle(&run).await
}

/// Forgets what is older than events are kept.
pub(crate) async fn purge(run: Arc<Run>, _job: PurgeEvents) -> Result<Value> {
    webhooks::purge(&run).await
}

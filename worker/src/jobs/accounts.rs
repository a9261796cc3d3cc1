//! Accounts.

use std::sync::Arc;

use presswork_domain::{
    Result,
    accounts::{self, EraseAccount, SendLink},
    erasure,
    jobs::Run,
};
use serde_json::Value;

/// Makes a link and mails it. Completes the job itself, in the transaction of its effect.
pub(crate) async fn send_link(run: Arc<Run>, job: SendLink) -> Result<Value> {
    accounts::send_link(&run, &job).await?;
    Ok(Value::Null)
}

/// Erases an account. Completes the job itself, with the receipt.
pub(crate) async fn erase(run: Arc<Run>, job: EraseAccount) -> Result<Value> {
    erasure::erase(&run, &job).await?;
    Ok(Value::Null)
}

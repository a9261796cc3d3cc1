//! What people and admins take along.

use std::sync::Arc;

use presswork_domain::{
    Result,
    exports::{self, RunExport},
    housekeeping::PurgeExports,
    jobs::Run,
};
use serde_json::Value;

/// Puts an export together. Completes the job itself, in the transaction of its effect.
pub(crate) async fn run(run: Arc<Run>, job: RunExport) -> Result<Value> {
    exports::run(&run, &job).await?;
    Ok(Value::Null)
}

/// Removes exports that are over.
pub(crate) async fn purge(run: Arc<Run>, _job: PurgeExports) -> Result<Value> {
    exports::purge(&run).await
}

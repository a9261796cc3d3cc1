//! Tags.

use std::sync::Arc;

use presswork_domain::{
    Result,
    jobs::Run,
    tags::{self, MergeTag},
};
use serde_json::Value;

/// Merges a tag into another. Completes the job itself, with the last part.
pub(crate) async fn merge(run: Arc<Run>, job: MergeTag) -> Result<Value> {
    tags::run_merge(&run, &job).await?;
    Ok(Value::Null)
}

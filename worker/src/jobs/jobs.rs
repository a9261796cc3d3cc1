//! Jobs about jobs.

use std::sync::Arc;

use presswork_domain::{
    Result,
    jobs::{self, ChangeMany, Run},
};
use serde_json::Value;

/// Retries, discards or cancels many jobs. Completes itself, with the last of them.
pub(crate) async fn change_many(run: Arc<Run>, job: ChangeMany) -> Result<Value> {
    jobs::change_many(&run, &job).await
}

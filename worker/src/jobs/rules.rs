//! Rules about what people write.

use std::sync::Arc;

use presswork_domain::{
    Result,
    jobs::Run,
    rules::{self, TryRule},
};
use serde_json::Value;

/// Tries a rule on what is there.
pub(crate) async fn try_past(run: Arc<Run>, job: TryRule) -> Result<Value> {
    rules::try_past(&run, &job).await
}

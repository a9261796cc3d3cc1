//! Pictures.

use std::sync::Arc;

use presswork_domain::{
    Result, exports,
    housekeeping::CollectMedia,
    jobs::Run,
    media::{self, ProcessMedia},
};
use serde_json::Value;

/// Makes a picture ready, or refuses it. Completes the job itself, in the transaction of its effect.
pub(crate) async fn process(run: Arc<Run>, job: ProcessMedia) -> Result<Value> {
    media::process(&run, &job).await?;
    Ok(Value::Null)
}

/// Removes what nobody has.
pub(crate) async fn collect(run: Arc<Run>, _job: CollectMedia) -> Result<Value> {
    let had_since = exports::reading_since(&run.cx).await?;
    media::collect(&run, had_since).await
}

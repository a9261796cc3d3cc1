//! What reaches people because they follow somebody.

use std::sync::Arc;

use presswork_domain::{Result, feed, jobs::Run, posts::FanOutPost};
use serde_json::Value;

/// Tells the author's followers. Completes the job itself, in the transaction of its effect.
pub(crate) async fn fan_out(run: Arc<Run>, job: FanOutPost) -> Result<Value> {
    feed::fan_out(&run, &job).await?;
    Ok(Value::Null)
}

//! Mail.

use std::sync::Arc;

use presswork_domain::{
    Result,
    jobs::Run,
    mails::{self, SendMail},
};
use serde_json::Value;

/// Sends one letter.
pub(crate) async fn send(run: Arc<Run>, job: SendMail) -> Result<Value> {
    mails::deliver(&run, &job).await
}

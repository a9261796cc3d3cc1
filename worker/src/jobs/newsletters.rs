//! Newsletters.

use std::sync::Arc;

use presswork_domain::{
    Result,
    jobs::Run,
    newsletters::{self, MailNewsletter, MailSubscriptionLink},
    posts::SendNewsletter,
};
use serde_json::Value;

/// Goes through the subscribers, some hundreds at a time, and waits for their mails. Completes the job itself.
pub(crate) async fn fan_out(run: Arc<Run>, job: SendNewsletter) -> Result<Value> {
    newsletters::fan_out(&run, &job).await?;
    Ok(Value::Null)
}

/// Mails a post to one subscriber.
pub(crate) async fn mail(run: Arc<Run>, job: MailNewsletter) -> Result<Value> {
    newsletters::deliver(&run, &job).await
}

/// Mails the link that confirms a subscription.
pub(crate) async fn send_link(run: Arc<Run>, job: MailSubscriptionLink) -> Result<Value> {
    newsletters::send_link(&run, &job).await
}

//! What people are told.

use std::sync::Arc;

use presswork_domain::{
    Result,
    comments::TellOfComment,
    follows::TellOfFollow,
    housekeeping::{PurgeNotifications, SendDigests},
    jobs::Run,
    notifications::{self, MailDigest, MailNotification},
    posts::FanOutPost,
    reactions::TellOfReaction,
};
use serde_json::Value;

/// Tells the author's followers, some hundreds at a time. Completes the job itself, with the last of them.
pub(crate) async fn fan_out(run: Arc<Run>, job: FanOutPost) -> Result<Value> {
    notifications::fan_out(&run, &job).await?;
    Ok(Value::Null)
}

/// Tells those whom a comment concerns. Completes the job itself, in the transaction of its effect.
pub(crate) async fn comment(run: Arc<Run>, job: TellOfComment) -> Result<Value> {
    notifications::of_comment(&run, &job).await?;
    Ok(Value::Null)
}

/// Tells of a reaction. Completes the job itself, in the transaction of its effect.
pub(crate) async fn reaction(run: Arc<Run>, job: TellOfReaction) -> Result<Value> {
    notifications::of_reaction(&run, &job).await?;
    Ok(Value::Null)
}

/// Tells of a follower. Completes the job itself, in the transaction of its effect.
pub(crate) async fn follow(run: Arc<Run>, job: TellOfFollow) -> Result<Value> {
    notifications::of_follow(&run, &job).await?;
    Ok(Value::Null)
}

/// Mails an event.
pub(crate) async fn mail(run: Arc<Run>, job: MailNotification) -> Result<Value> {
    notifications::deliver(&run, &job).await
}

/// Sets off the digests that are due.
pub(crate) async fn send_digests(run: Arc<Run>, _job: SendDigests) -> Result<Value> {
    notifications::send_digests(&run).await
}

/// Mails a digest.
pub(crate) async fn digest(run: Arc<Run>, job: MailDigest) -> Result<Value> {
    notifications::deliver_digest(&run, &job).await
}

/// Removes what is over.
pub(crate) async fn purge(run: Arc<Run>, _job: PurgeNotifications) -> Result<Value> {
    notifications::purge(&run).await
}

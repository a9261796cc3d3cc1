//! Ending what was done until a time: by a job of its own, and by a schedule where that one is gone.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Ending, ExpireAction, end, store};
use crate::{
    Context, Result,
    audit::{self, Entry},
    ids::ModerationActionId,
    jobs::{self, Run},
    platform::Tx,
};

/// How many are looked for at once.
const BATCH: usize = 200;

/// Lets what a moderator did end at its time: for what was taken in from elsewhere.
///
/// # Errors
/// The database's.
pub(crate) async fn expire_at(
    cx: &Context,
    tx: &mut Tx,
    action: ModerationActionId,
    until: DateTime<Utc>,
) -> Result<()> {
    jobs::enqueue_at(cx, tx, &ExpireAction { action }, until).await.map(|_| ())
}

/// Ends something whose time is over. Delivered again, or after it was taken back, it does nothing.
///
/// # Errors
/// The database's.
pub async fn expire(run: &Run, job: &ExpireAction) -> Result<Value> {
    let mut tx = run.cx.begin().await?;
    let expired = end_one(&run.cx, &mut tx, job.action).await?;
    run.finish(&tx, &json!({ "expired": expired })).await?;
    tx.commit().await?;
    Ok(Value::Null)
}

/// Ends everything whose time is over and that nobody has ended, each in a transaction of its own: one that can't be ended holds up no
/// other. The receipt says how many those were.
///
/// # Errors
/// `job_cancelled`; that of the last that could not be ended. What is done stays done.
pub async fn settle_due(run: &Run) -> Result<Value> {
    let (mut expired, mut failed, mut last) = (0_u64, None, None);
    loop {
        let cx = run.cx.again();
        let due = store::due(&cx, last, BATCH).await?;
        for (_, action) in &due {
            run.check_cancelled()?;
            match end_apart(&cx, *action).await {
                Ok(ended) => expired += u64::from(ended),
                Err(error) => {
                    tracing::error!(%action, %error, "a moderation action whose time is over can't be ended");
                    failed = Some(error);
                }
            }
        }
        last = due.last().copied();
        if due.len() < BATCH {
            return failed.map_or_else(|| Ok(json!({ "expired": expired })), Err);
        }
    }
}

async fn end_apart(cx: &Context, action: ModerationActionId) -> Result<bool> {
    let mut tx = cx.begin().await?;
    let ended = end_one(cx, &mut tx, action).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Ends one thing, unless it is over. Tells whether it was not.
async fn end_one(cx: &Context, tx: &mut Tx, id: ModerationActionId) -> Result<bool> {
    let Some(action) = store::by_id(&**tx, id).await? else { return Ok(false) };
    let Some(action) = end(cx, tx, &action, Ending::Expired, "").await? else { return Ok(false) };
    let details = json!({ "action": action.id.to_string(), "kind": action.kind.as_str() });
    audit::record(cx, tx, Entry::done("moderation.action_expired").on(action.subject).with(details));
    Ok(true)
}

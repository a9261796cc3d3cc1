//! Making plans, changing them, calling them off.

use super::{Action, PlanTime, store};
use crate::{
    Context, Error, Result,
    ids::JobId,
    jobs,
    platform::Tx,
    posts::{Post, PublishPost, UnpublishPost},
    scope::Scope,
};

/// Plans the publication of a post that the caller has locked, in the place of what was planned, as a newsletter or not. Tells the
/// receipt.
pub(crate) async fn plan_publication(
    cx: &Context,
    tx: &mut Tx,
    post: &Post,
    at: PlanTime,
    newsletter: bool,
) -> Result<JobId> {
    let PlanTime(at) = at;
    if post.plans.unpublish_at.is_some_and(|end| end <= at) {
        return Err(Error::invalid("/publishAt", "conflicting", "the post is to be withdrawn by then"));
    }
    let by = cx.actor.acts(Scope::Publish)?;
    if post.plans.publish_at != Some(at) {
        forget_publication(cx, tx, post).await?;
    }
    store::plan_publication(cx, tx, post.id, at, by, newsletter).await?;
    jobs::enqueue_at(cx, tx, &PublishPost { post: post.id, at, by }, at).await
}

/// Plans the withdrawal of a post that the caller has locked, in the place of what was planned.
pub(crate) async fn plan_withdrawal(cx: &Context, tx: &mut Tx, post: &Post, at: PlanTime) -> Result<JobId> {
    let PlanTime(at) = at;
    if post.plans.publish_at.is_some_and(|begin| at <= begin) {
        return Err(Error::invalid("/unpublishAt", "conflicting", "the post is not published before then"));
    }
    let by = cx.actor.acts(Scope::Publish)?;
    if post.plans.unpublish_at != Some(at) {
        forget_withdrawal(cx, tx, post).await?;
    }
    store::plan_withdrawal(cx, tx, post.id, at, by).await?;
    jobs::enqueue_at(cx, tx, &UnpublishPost { post: post.id, at, by }, at).await
}

/// Ends the jobs of what was planned: the post goes another way. The row is the caller's to change.
pub(crate) async fn call_off(cx: &Context, tx: &Tx, post: &Post, actions: &[Action]) -> Result<()> {
    for action in actions {
        match action {
            Action::Publish => forget_publication(cx, tx, post).await?,
            Action::Unpublish => forget_withdrawal(cx, tx, post).await?,
        }
    }
    Ok(())
}

async fn forget_publication(cx: &Context, tx: &Tx, post: &Post) -> Result<()> {
    let Some(at) = post.plans.publish_at else { return Ok(()) };
    let Some(by) = store::planner(tx, post.id, Action::Publish).await? else { return Ok(()) };
    jobs::recall(cx, tx, &PublishPost { post: post.id, at, by }).await
}

async fn forget_withdrawal(cx: &Context, tx: &Tx, post: &Post) -> Result<()> {
    let Some(at) = post.plans.unpublish_at else { return Ok(()) };
    let Some(by) = store::planner(tx, post.id, Action::Unpublish).await? else { return Ok(()) };
    jobs::recall(cx, tx, &UnpublishPost { post: post.id, at, by }).await
}

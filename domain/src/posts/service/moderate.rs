//! What moderators do about posts. Who may, and why it was done, is `moderation`'s matter.

use crate::{
    Actor, Context, Error, Result,
    events::EventType,
    ids::PostId,
    platform::Tx,
    posts::{Post, PostStatus, listing, plans, store, told},
};

/// Takes a published post out of everybody's sight but its author's and that of editors.
///
/// # Errors
/// `not_found`; `not_published`.
pub(crate) async fn hide(cx: &Context, tx: &Tx, id: PostId) -> Result<()> {
    let post = lock(cx, tx, id).await?.ok_or(Error::not_found("post"))?;
    if post.status != PostStatus::Published {
        return Err(Error::conflict("not_published", "others don't see this post as it is"));
    }
    store::set_hidden(cx, tx, id, true).await?;
    listing::disappear(cx, tx, &[id]).await?;
    told::tell(cx, tx, EventType::PostUnpublished, &post).await
}

/// Brings a hidden post back into sight. One that was deleted meanwhile comes back with its restoration; one whose time was over meanwhile
/// is a draft.
///
/// # Errors
/// The database's.
pub(crate) async fn show(cx: &Context, tx: &mut Tx, id: PostId) -> Result<()> {
    if store::set_hidden(cx, tx, id, false).await?
        && let Some(post) = lock(cx, tx, id).await?
        && !plans::withdraw_unseen(cx, tx, id).await?
    {
        listing::appear(cx, tx, &[id]).await?;
        told::tell(cx, tx, EventType::PostPublished, &post).await?;
    }
    Ok(())
}

/// Closes a post to comments whatever its author says, or leaves that to them again.
///
/// # Errors
/// `not_found`, when it is to be closed.
pub(crate) async fn hold_lock(cx: &Context, tx: &Tx, id: PostId, held: bool) -> Result<()> {
    let post = lock(cx, tx, id).await?;
    if held && post.is_none() {
        return Err(Error::not_found("post"));
    }
    store::hold_lock(cx, tx, id, held).await?;
    match post {
        Some(post) => told::tell_changed(cx, tx, &post, None).await,
        None => Ok(()),
    }
}

/// Whomever the moderator has blocked: what they do is done to everything.
async fn lock(cx: &Context, tx: &Tx, id: PostId) -> Result<Option<Post>> {
    store::lock(&cx.clone().with_actor(Actor::System), tx, id).await
}

//! Closing a post to comments.

use serde_json::Value;

use super::write::reread;
use crate::{
    Context, Error, Result,
    audit::Entry,
    ids::PostId,
    posts::{Post, policy, store, told},
    scope::Scope,
};

/// Closes a post to comments; those that are there stay. Closing it twice changes nothing. Where moderators have closed it, it stays closed
/// when they are done.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`.
pub async fn lock_comments(cx: &Context, id: PostId) -> Result<Post> {
    set_locked(cx, id, true).await
}

/// Opens a post to comments again.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`; `held_by_moderators`.
pub async fn unlock_comments(cx: &Context, id: PostId) -> Result<Post> {
    set_locked(cx, id, false).await
}

async fn set_locked(cx: &Context, id: PostId, locked: bool) -> Result<Post> {
    cx.actor.acts(Scope::Write)?;
    let mut tx = cx.begin().await?;
    let post = store::lock(cx, &tx, id).await?.ok_or(Error::not_found("post"))?;
    if !policy::can_lock_comments(&cx.actor, &post) {
        return Err(Error::forbidden("only its author and editors may close a post to comments"));
    }
    let locks = store::locks(&tx, id).await?;
    if !locked && locks.by_moderators() {
        return Err(Error::conflict("held_by_moderators", "moderators closed this post to comments"));
    }
    // The author's own wish: that of moderators goes.
    if locks.by_author() != locked {
        store::set_comments_locked(cx, &tx, id, locked).await?;
        told::tell_changed(cx, &tx, &post, None).await?;
        let entry = if locked { Entry::done("post.comments_locked") } else { Entry::done("post.comments_unlocked") };
        told::note_of_another(cx, &mut tx, &post, entry, Value::Null);
    }
    tx.commit().await?;
    reread(cx, id).await
}

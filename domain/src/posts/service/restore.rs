//! Deleted posts: restored, or gone for good after a while.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::write::reread;
use crate::{
    Context, Error, Result,
    audit::Entry,
    events::EventType,
    ids::PostId,
    jobs::Run,
    posts::{Post, PostInclude, PostStatus, forget, listing, policy, store, told},
    scope::Scope,
};

/// How many posts one transaction removes.
const BATCH: usize = 100;

/// Brings a deleted post back as it was, at its addresses, with its comments; but for what was planned for it.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`; `not_deleted`.
pub async fn restore(cx: &Context, id: PostId) -> Result<Post> {
    cx.actor.acts(Scope::Write)?;
    let mut tx = cx.begin().await?;
    let Some(post) = store::lock_deleted(cx, &tx, id).await? else {
        // Who holds a connection must not wait for another one.
        drop(tx);
        return Err(match super::find(cx, id, PostInclude::default()).await? {
            Some(post) if policy::can_edit(&cx.actor, &post) => {
                Error::conflict("not_deleted", "this post is not deleted")
            }
            Some(_) => Error::forbidden("only its author and editors may restore a post"),
            None => Error::not_found("post"),
        });
    };
    if !policy::can_edit(&cx.actor, &post) {
        return Err(Error::forbidden("only its author and editors may restore a post"));
    }
    store::mark_restored(cx, &tx, id).await?;
    if post.status == PostStatus::Published {
        listing::appear(cx, &tx, &[id]).await?;
    }
    told::tell_if_public(cx, &tx, EventType::PostRestored, &post).await?;
    told::note_of_another(cx, &mut tx, &post, Entry::done("post.restored"), Value::Null);
    tx.commit().await?;
    reread(cx, id).await
}

/// Removes posts that were deleted longer ago than the settings keep them, with everything that hangs on them.
///
/// # Errors
/// The database's; what is removed stays removed.
pub async fn purge(run: &Run) -> Result<Value> {
    let kept = TimeDelta::from_std(run.cx.settings().posts.deleted_kept).map_err(Error::internal)?;
    let mut removed = 0;
    loop {
        run.check_cancelled()?;
        let tx = run.cx.begin().await?;
        let posts = forget::lock_expired(&run.cx, &tx, run.cx.now - kept, BATCH).await?;
        forget::remove(&tx, &posts).await?;
        tx.commit().await?;
        removed += posts.len();
        if posts.len() < BATCH {
            return Ok(json!({ "removed": removed }));
        }
        run.progress(i64::try_from(removed).unwrap_or(i64::MAX), None, "removing posts").await?;
    }
}

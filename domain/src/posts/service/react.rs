//! Reacting to posts.

use super::write::reread;
use crate::{
    Context, Error, Result,
    ids::PostId,
    jobs,
    platform::{
        Tx,
        events::{Channel, Signal},
    },
    posts::{Post, PostInclude, PostStatus, policy, store},
    reactions::{self, ReactionKind, Subject, TellOfReaction},
    scope::Scope,
    users,
};

/// Says what the actor feels about a post. Saying it twice is saying it once. Answers the post.
///
/// # Errors
/// `authentication_required`, `not_found`, `blocked`; `unknown_reaction`.
pub async fn react(cx: &Context, id: PostId, kind: &str) -> Result<Post> {
    let me = cx.actor.acts(Scope::Write)?;
    let kind = ReactionKind::parse(cx, kind)?;
    let mut tx = cx.begin().await?;
    let post = require_readable(cx, &tx, id).await?;
    users::require_together(&tx, me, post.author_id).await?;
    if reactions::add(cx, &tx, Subject::Post(id), &kind).await? {
        tx.tell_after_commit(Signal::Changed(Channel::post(id)));
        if post.author_id != me {
            let told = TellOfReaction { to: post.author_id, by: me, post: id, comment: None };
            jobs::enqueue(cx, &mut tx, &told).await?;
        }
    }
    tx.commit().await?;
    reread(cx, id).await
}

/// Takes a reaction back; there need not be one. Answers the post.
///
/// # Errors
/// `authentication_required`, `not_found`; `unknown_reaction`.
pub async fn unreact(cx: &Context, id: PostId, kind: &str) -> Result<Post> {
    cx.actor.acts(Scope::Write)?;
    let kind = ReactionKind::parse(cx, kind)?;
    let tx = cx.begin().await?;
    require_readable(cx, &tx, id).await?;
    if reactions::remove(cx, &tx, Subject::Post(id), &kind).await? {
        tx.tell_after_commit(Signal::Changed(Channel::post(id)));
    }
    tx.commit().await?;
    reread(cx, id).await
}

/// A post that this actor sees and that others can see, too.
async fn require_readable(cx: &Context, tx: &Tx, id: PostId) -> Result<Post> {
    if !policy::can_react(&cx.actor) {
        return Err(Error::forbidden("this account may not react"));
    }
    let post = store::by_id(cx, &**tx, id, PostInclude::BARE).await?.ok_or(Error::not_found("post"))?;
    if post.status != PostStatus::Published {
        return Err(Error::conflict("not_published", "nobody can react to a post that is not published"));
    }
    Ok(post)
}

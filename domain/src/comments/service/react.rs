//! Reacting to comments.

use super::{
    read,
    write::{lock, require_shown},
};
use crate::{
    Context, Error, Result,
    comments::{Comment, CommentInclude, policy, store},
    expected::Expected,
    ids::CommentId,
    jobs,
    reactions::{self, ReactionKind, Subject, TellOfReaction},
    scope::Scope,
    users,
};

/// Says what the actor feels about a comment. Saying it twice is saying it once. Answers the comment.
///
/// # Errors
/// `authentication_required`, `not_found`, `blocked`, `hidden_by_moderators`; `unknown_reaction`.
pub async fn react(cx: &Context, id: CommentId, kind: &str) -> Result<Comment> {
    let me = cx.actor.acts(Scope::Write)?;
    let kind = ReactionKind::parse(cx, kind)?;
    let mut tx = cx.begin().await?;
    let comment = lock(cx, &tx, id, &Expected::Any).await?;
    require(policy::can_react(&cx.actor))?;
    require_shown(&comment)?;
    users::require_together(&tx, me, comment.author_id.unwrap_or(me)).await?;
    if reactions::add(cx, &tx, Subject::Comment(comment.id), &kind).await? {
        store::count_reaction(&tx, &comment, 1).await?;
        if let Some(author) = comment.author_id.filter(|author| *author != me) {
            let told = TellOfReaction { to: author, by: me, post: comment.post_id, comment: Some(comment.id) };
            jobs::enqueue(cx, &mut tx, &told).await?;
        }
    }
    tx.commit().await?;
    read::get(cx, id, CommentInclude::ALL).await
}

/// Takes a reaction back; there need not be one. Answers the comment.
///
/// # Errors
/// `authentication_required`, `not_found`; `unknown_reaction`.
pub async fn unreact(cx: &Context, id: CommentId, kind: &str) -> Result<Comment> {
    cx.actor.acts(Scope::Write)?;
    let kind = ReactionKind::parse(cx, kind)?;
    let tx = cx.begin().await?;
    let comment = lock(cx, &tx, id, &Expected::Any).await?;
    require(policy::can_react(&cx.actor))?;
    if reactions::remove(cx, &tx, Subject::Comment(comment.id), &kind).await? {
        store::count_reaction(&tx, &comment, -1).await?;
    }
    tx.commit().await?;
    read::get(cx, id, CommentInclude::ALL).await
}

fn require(allowed: bool) -> Result<()> {
    if allowed { Ok(()) } else { Err(Error::forbidden("this account may not react")) }
}

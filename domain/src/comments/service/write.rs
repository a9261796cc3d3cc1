//! Writing comments.

use serde_json::json;

use super::read;
use crate::{
    Actor, Context, Error, Result,
    audit::{self, Entry},
    comments::{
        Comment, CommentInclude, CommentInput, CommentPatchInput, CommentText, TellOfComment, mentions,
        model::NewComment, policy, store,
    },
    events::{self, EventType, Fact},
    expected::Expected,
    ids::{CommentId, PostId},
    jobs,
    platform::{
        Tx,
        events::{Channel, Signal},
    },
    posts::{self, Post, PostInclude, PostRef, PostStatus},
    rules::{self, Writing},
    scope::Scope,
    users,
};

/// Comments on a post, or answers a comment on it.
///
/// # Errors
/// `authentication_required`, `not_found` for the post, `not_published`, `comments_locked`, `blocked` by who is answered, `refused_by_rule`;
/// faults of the input, such as a parent of another post.
pub async fn create(cx: &Context, post: PostId, input: &CommentInput) -> Result<Comment> {
    let me = cx.actor.acts(Scope::Write)?;
    let post = posts::get(cx, &PostRef::Id(post), PostInclude::BARE).await?.post;
    require_open(cx, &post)?;
    let new = NewComment::parse(input)?;
    let named = named(cx, &new.text)?;
    let html = rendered(cx, &new.text).await?;
    let mut tx = cx.begin().await?;
    let author = users::together(cx, &tx, me, post.author_id).await?;
    let answered = match new.parent {
        Some(id) => Some(answered(cx, &tx, post.id, id).await?),
        None => None,
    };
    let whom = answered.as_ref().and_then(|answered| answered.author_id);
    if let Some(whom) = whom.filter(|whom| *whom != post.author_id) {
        users::require_together(&tx, me, whom).await?;
    }
    let writing = Writing { title: "", html: &html, comes_out: Some(cx.now), post: None };
    let caught = rules::judge(cx, &tx, &writing).await?;
    let (parent, depth) = answered.as_ref().map_or((None, 0), |answered| place(cx, answered));
    let mut written = store::New::of(cx, post.id, (parent, depth), (&new.text, html))?;
    let id = written.comment.id;
    let concerns_others = [Some(post.author_id), whom].into_iter().flatten().any(|whom| whom != me);
    let job = TellOfComment { comment: id, answered: answered.map(|answered| answered.id), changed: false };
    let tell = Some(job).filter(|_| concerns_others || !named.is_empty());
    // Late, because it locks the post: all who comment on one wait for each other's commit.
    let fact = Fact::comment(EventType::CommentCreated, id, post.id, Some(me), parent);
    let event = events::recording(cx, &tx, vec![fact]);
    written.write(cx, &mut tx, event, tell.as_ref()).await?;
    rules::note(cx, &tx, caught, id.uuid()).await?;
    if !named.is_empty() {
        store::mention(&tx, id, &named).await?;
    }
    tx.tell_after_commit(Signal::Happened(Channel::comments(post.id), id.to_string()));
    tx.commit().await?;
    // Nobody has reacted to what nobody has seen, and its author has been read.
    let include = CommentInclude { author: false, reactions: false, mentions: !named.is_empty() };
    let mut comment = written.comment;
    read::load(cx, &mut [&mut comment], include).await?;
    let (reactions, mentions) = (Some(Vec::new()), comment.mentions.or_else(|| Some(Vec::new())));
    Ok(Comment { author, reactions, mentions, ..comment })
}

/// Changes the text of a comment; the one before is kept.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`, `stale_version`, `hidden_by_moderators`, `refused_by_rule`; faults of the input.
pub async fn update(cx: &Context, id: CommentId, input: &CommentPatchInput, expected: &Expected) -> Result<Comment> {
    cx.actor.acts(Scope::Write)?;
    let text = input.parse();
    let html = match &text {
        Ok(Some(text)) => Some(rendered(cx, text).await),
        _ => None,
    };
    let mut tx = cx.begin().await?;
    let comment = lock(cx, &tx, id, expected).await?;
    if !policy::can_edit(&cx.actor, &comment) {
        return Err(Error::forbidden("only its author may change a comment"));
    }
    require_shown(&comment)?;
    if let Some(text) = text?.filter(|text| comment.markdown.as_deref() != Some(text.as_str())) {
        let named = named(cx, &text)?;
        let html = html.transpose()?.unwrap_or_default();
        let writing = Writing { title: "", html: &html, comes_out: None, post: None };
        let caught = rules::judge(cx, &tx, &writing).await?;
        rules::note(cx, &tx, caught, id.uuid()).await?;
        store::rewrite(cx, &tx, &comment, (&text, html)).await?;
        store::set_mentions(&tx, id, &named).await?;
        let Comment { post_id, author_id, parent_id, .. } = comment;
        events::record(cx, &tx, Fact::comment(EventType::CommentUpdated, id, post_id, author_id, parent_id)).await?;
        if !named.is_empty() {
            jobs::enqueue(cx, &mut tx, &TellOfComment { comment: id, answered: None, changed: true }).await?;
        }
    }
    tx.commit().await?;
    read::get(cx, id, CommentInclude::ALL).await
}

/// Deletes a comment. Where somebody has answered it, a gap stays. People delete what they wrote also where they don't see it any more,
/// because one of the two has blocked the other, or its post was withdrawn or hidden.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`, `stale_version`.
pub async fn delete(cx: &Context, id: CommentId, expected: &Expected) -> Result<()> {
    cx.actor.acts(Scope::Write).or_else(|refused| cx.actor.acts(Scope::Moderate).map_err(|_| refused))?;
    let mut tx = cx.begin().await?;
    let comment = match lock(cx, &tx, id, expected).await {
        Err(Error::NotFound { .. }) => lock_unseen(cx, &tx, id, expected).await?,
        found => found?,
    };
    if !policy::can_delete(&cx.actor, &comment) {
        return Err(Error::forbidden("only its author and moderators may delete a comment"));
    }
    store::mark_deleted(cx, &tx, &comment).await?;
    if comment.hidden_at.is_none() {
        events::record(cx, &tx, Fact::comment_deleted(id, comment.post_id)).await?;
    }
    if cx.actor.account().is_some_and(|account| comment.author_id != Some(account)) {
        let author = comment.author_id.map(|author| author.to_string());
        let details = json!({ "author": author, "post": comment.post_id.to_string() });
        audit::record(cx, &mut tx, Entry::done("comment.deleted").on(id).with(details));
    }
    tx.commit().await
}

/// Renders a source. Not within a transaction, for whose end others may have to wait.
async fn rendered(cx: &Context, text: &CommentText) -> Result<String> {
    cx.deps.renderer.html(text.as_str()).await?.map_err(|refused| refused.at("/markdown"))
}

/// Locks a comment that is there for the actor: neither deleted nor out of their sight.
pub(super) async fn lock(cx: &Context, tx: &Tx, id: CommentId, expected: &Expected) -> Result<Comment> {
    let found = store::lock(cx, tx, id).await?.filter(|comment| comment.author_id.is_some());
    let comment = found.ok_or_else(store::gone)?;
    if !expected.admits(comment.version) {
        return Err(Error::Stale { what: "comment" });
    }
    Ok(comment)
}

/// Refuses what moderators took out of sight.
pub(super) fn require_shown(comment: &Comment) -> Result<()> {
    if comment.hidden_at.is_some() {
        return Err(Error::conflict("hidden_by_moderators", "moderators took this comment out of sight"));
    }
    Ok(())
}

/// Locks a comment that is out of the actor's sight and that they may delete all the same; of others nothing is told.
async fn lock_unseen(cx: &Context, tx: &Tx, id: CommentId, expected: &Expected) -> Result<Comment> {
    let found = lock(&cx.clone().with_actor(Actor::System), tx, id, &Expected::Any).await?;
    if !policy::can_delete(&cx.actor, &found) {
        return Err(store::gone());
    }
    if !expected.admits(found.version) {
        return Err(Error::Stale { what: "comment" });
    }
    Ok(found)
}

fn require_open(cx: &Context, post: &Post) -> Result<()> {
    if post.status != PostStatus::Published {
        return Err(Error::conflict("not_published", "nobody can comment on a post that is not published"));
    }
    if policy::can_comment(&cx.actor, post) {
        return Ok(());
    }
    if post.comments_locked {
        return Err(Error::conflict("comments_locked", "this post takes no more comments"));
    }
    Err(Error::forbidden("this account may not comment"))
}

/// The comment that a reply answers.
async fn answered(cx: &Context, tx: &Tx, post: PostId, id: CommentId) -> Result<Comment> {
    let missing = || Error::invalid("/parentId", "unknown_comment", "there is no such comment on this post");
    let on_this_post = |comment: &Comment| comment.post_id == post;
    let answered = store::by_id(cx, &**tx, id).await?.filter(on_this_post).ok_or_else(missing)?;
    if answered.deleted_at.is_some() {
        return Err(Error::invalid("/parentId", "deleted_comment", "nobody can answer a comment that was deleted"));
    }
    if answered.hidden_at.is_some() {
        return Err(Error::invalid("/parentId", "hidden_comment", "nobody can answer a comment that is out of sight"));
    }
    Ok(answered)
}

/// What a reply goes below, and how deep that is: below what it answers, or beside it where threads end.
fn place(cx: &Context, answered: &Comment) -> (Option<CommentId>, u32) {
    if answered.depth < cx.deps.settings.community.comment_depth {
        (Some(answered.id), answered.depth + 1)
    } else {
        (answered.parent_id, answered.depth)
    }
}

fn named(cx: &Context, text: &CommentText) -> Result<std::collections::BTreeSet<String>> {
    let named = mentions::named(text.as_str());
    let most = cx.deps.settings.community.mentions_max as usize;
    if named.len() > most {
        return Err(Error::invalid("/markdown", "too_many_mentions", format!("a comment names at most {most} people")));
    }
    Ok(named)
}

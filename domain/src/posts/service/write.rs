//! Writing posts.

use serde_json::{Value, json};

use crate::{
    Actor, Context, Error, Result,
    audit::Entry,
    error::Divergence,
    events::EventType,
    expected::Expected,
    fault::Refusal,
    ids::{PostId, UserId},
    patch::Patch,
    platform::{Tx, article::Article},
    posts::{
        Post, PostInclude, PostInput, PostPatchInput, PostStatus, covers, indexed,
        inputs::{NewPost, PostPatch},
        listing,
        model::Markdown,
        plans::{self, Action},
        policy,
        revisions::{self, Save},
        slugs,
        store::{self, Change},
        told,
    },
    rules::{self, Writing},
    scope::Scope,
    tags,
};

/// Begins a post, as a draft.
///
/// # Errors
/// `authentication_required`, `forbidden`; all faults of the input together; `slug_taken` for a slug that was asked for,
/// `too_many_attempts` after many of those, and after many tags of others' drafts.
pub async fn create(cx: &Context, input: &PostInput) -> Result<Post> {
    match &input.slug {
        Some(_) => slugs::wished_for(cx, create_at(cx, input)).await,
        None => create_at(cx, input).await,
    }
}

async fn create_at(cx: &Context, input: &PostInput) -> Result<Post> {
    let author = cx.actor.acts(Scope::Write)?;
    if !policy::can_create(&cx.actor) {
        return Err(Error::forbidden("only authors may write posts"));
    }
    let new = NewPost::parse(input)?;
    tags::named(cx, &new.tags).await?;
    let article = rendered(cx, &new.markdown).await?;
    let write = |tried| insert(cx, author, &new, &article, tried);
    let id = match &new.slug {
        Some(_) => write(0).await?,
        None => slugs::made_of_title(write).await?,
    };
    reread(cx, id).await
}

async fn insert(cx: &Context, author: UserId, new: &NewPost, article: &Article, tried: u32) -> Result<PostId> {
    let tx = cx.begin().await?;
    let cover = covers::hold(cx, &tx, &new.details).await?;
    covers::check(&cx.actor, &new.details, cover.as_ref(), author)?;
    let slug = slugs::free_slug(cx, &tx, new.slug.as_ref(), new.title.as_str(), None, tried).await?;
    let id = store::insert(cx, &tx, author, &new.title, (&new.markdown, article), &slug).await?;
    slugs::set_slug(cx, &tx, id, &slug).await?;
    tags::attach(cx, &tx, id, &new.tags, None).await?;
    store::set_details(&tx, id, &new.details).await?;
    revisions::record(cx, &tx, id, &Save::default()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a post. `expected` says which versions it may meet, when it must not overwrite another change. What says what the post says
/// already changes nothing: no version, no revision, no event.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`; all faults of the input together; `slug_taken` for a slug that was asked for,
/// `too_many_attempts` after many of those, and after many tags of others' drafts; `refused_by_rule`.
pub async fn update(cx: &Context, id: PostId, input: &PostPatchInput, expected: &Expected) -> Result<Post> {
    match &input.slug {
        Patch::Value(_) => slugs::wished_for(cx, update_at(cx, id, input, expected)).await,
        Patch::Absent | Patch::Null => update_at(cx, id, input, expected).await,
    }
}

async fn update_at(cx: &Context, id: PostId, input: &PostPatchInput, expected: &Expected) -> Result<Post> {
    let patch = match PostPatch::parse(input) {
        Ok(patch) => patch,
        Err(faults) => {
            // Who may not change it hears that instead.
            let tx = cx.begin().await?;
            lock_to_edit(cx, &tx, id, expected).await?;
            return Err(faults);
        }
    };
    if let Some(set) = &patch.tags {
        tags::named(cx, set).await?;
    }
    let article = match &patch.markdown {
        Some(source) => {
            cx.actor.acts(Scope::Write)?;
            Some(cx.deps.renderer.article(source.as_str()).await?)
        }
        None => None,
    };
    if matches!(patch.slug, Patch::Null) {
        let write = |tried| change(cx, id, patch.clone(), article.clone(), expected, tried);
        slugs::made_of_title(write).await?;
    } else {
        change(cx, id, patch, article, expected, 0).await?;
    }
    reread(cx, id).await
}

/// Writes what a patch changes. `article` is its source, rendered or refused.
async fn change(
    cx: &Context,
    id: PostId,
    mut patch: PostPatch,
    article: Option<Result<Article, Refusal>>,
    expected: &Expected,
    tried: u32,
) -> Result<()> {
    let mut tx = cx.begin().await?;
    let cover = covers::hold(cx, &tx, &patch.details).await?;
    let post = lock_to_edit(cx, &tx, id, expected).await?;
    covers::check(&cx.actor, &patch.details, cover.as_ref(), post.author_id)?;
    let is_save = !patch.is_empty();
    patch.leave_out_what_is(&post);
    // What a post says already stays, also where it would be refused today.
    let article = article.filter(|_| patch.markdown.is_some()).transpose();
    let article = article.map_err(|refused| refused.at("/markdown"))?;
    let before = (post.title.as_str(), post.html.as_deref().unwrap_or_default());
    let title = patch.title.as_ref().map_or(before.0, |title| title.as_str());
    if patch.changes_text() {
        let html = article.as_ref().map_or(before.1, |article| article.html.as_str());
        judge_change(cx, &tx, &post, title, html).await?;
    }
    let slug = match &patch.slug {
        Patch::Absent => None,
        Patch::Null => Some(slugs::free_slug(cx, &tx, None, title, Some(id), tried).await?),
        Patch::Value(wanted) => Some(slugs::free_slug(cx, &tx, Some(wanted), title, Some(id), tried).await?),
    };
    let slug = slug.filter(|slug| *slug != post.slug);
    // The slug before the tags, as where posts are made: who waits for one does not hold the other.
    if let Some(slug) = &slug {
        slugs::readdress(cx, &tx, id, slug).await?;
    }
    let tagged_anew = match &patch.tags {
        Some(set) => {
            let listed_at = post.published_at.filter(|_| post.status == PostStatus::Published);
            tags::attach(cx, &tx, id, set, listed_at).await?
        }
        None => false,
    };
    if !patch.changes_text() && patch.details.is_empty() && slug.is_none() && !tagged_anew {
        if is_save {
            revisions::settle(cx, &tx, id, &patch.save).await?;
        }
        return tx.commit().await;
    }
    revisions::begin(&tx, id).await?;
    let change = Change {
        title: patch.title.as_ref(),
        text: patch.markdown.as_ref().zip(article),
        details: Some(&patch.details),
        ..Change::NONE
    };
    store::update(cx, &tx, id, change).await?;
    revisions::record(cx, &tx, id, &patch.save).await?;
    if post.status == PostStatus::Published {
        indexed::refresh(cx, &tx, &[id]).await?;
    }
    told::tell_changed(cx, &tx, &post, slug).await?;
    told::note_of_another(cx, &mut tx, &post, Entry::done("post.updated"), Value::Null);
    tx.commit().await
}

/// Renders a source. Not within a transaction, for whose end others may have to wait.
///
/// # Errors
/// The fault `too_complex`.
pub(in crate::posts) async fn rendered(cx: &Context, source: &Markdown) -> Result<Article> {
    cx.deps.renderer.article(source.as_str()).await?.map_err(|refused| refused.at("/markdown"))
}

/// Asks the rules about a change of what others see, or may see without another question.
pub(in crate::posts) async fn judge_change(cx: &Context, tx: &Tx, post: &Post, title: &str, html: &str) -> Result<()> {
    if post.status == PostStatus::Draft {
        return Ok(());
    }
    let caught = rules::judge(cx, tx, &Writing { title, html, comes_out: None, post: Some(post.id) }).await?;
    rules::note(cx, tx, caught, post.id.uuid()).await
}

/// Deletes a post and what was planned for it. Its row and its slugs stay as long as it can be restored, so that nothing else
/// takes its place.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`.
pub async fn delete(cx: &Context, id: PostId, expected: &Expected) -> Result<()> {
    let mut tx = cx.begin().await?;
    let post = lock_to_edit(cx, &tx, id, expected).await?;
    plans::call_off(cx, &tx, &post, &[Action::Publish, Action::Unpublish]).await?;
    store::mark_deleted(cx, &tx, id).await?;
    if post.status == PostStatus::Published {
        listing::disappear(cx, &tx, &[id]).await?;
    }
    told::tell_if_public(cx, &tx, EventType::PostDeleted, &post).await?;
    told::note_of_another(cx, &mut tx, &post, Entry::done("post.deleted"), Value::Null);
    tx.commit().await
}

/// A post that the actor may edit, for what is done before the transaction, which asks again.
pub(in crate::posts) async fn find_to_edit(cx: &Context, id: PostId) -> Result<Post> {
    cx.actor.acts(Scope::Write)?;
    allowed(policy::can_edit, cx, super::find(cx, id, PostInclude::BARE).await?)
}

/// Locks a post that the actor may edit.
pub(in crate::posts) async fn lock_to_edit(cx: &Context, tx: &Tx, id: PostId, expected: &Expected) -> Result<Post> {
    cx.actor.acts(Scope::Write)?;
    lock_if(policy::can_edit, cx, tx, id, expected).await
}

/// Locks a post that the actor may publish or withdraw.
pub(super) async fn lock_to_publish(cx: &Context, tx: &Tx, id: PostId, expected: &Expected) -> Result<Post> {
    cx.actor.acts(Scope::Publish)?;
    lock_if(policy::can_publish, cx, tx, id, expected).await
}

async fn lock_if(
    may: fn(&Actor, &Post) -> bool,
    cx: &Context,
    tx: &Tx,
    id: PostId,
    expected: &Expected,
) -> Result<Post> {
    let post = allowed(may, cx, store::lock(cx, tx, id).await?)?;
    if !expected.admits(post.version) {
        return Err(diverged(tx, &post, expected).await?);
    }
    Ok(post)
}

fn allowed(may: fn(&Actor, &Post) -> bool, cx: &Context, found: Option<Post>) -> Result<Post> {
    let post = found.ok_or(Error::not_found("post"))?;
    if may(&cx.actor, &post) {
        Ok(post)
    } else {
        Err(Error::forbidden("only its author and editors may change this post"))
    }
}

/// Another write came first: what the post says now, and what it said when the caller saw it.
async fn diverged(tx: &Tx, post: &Post, expected: &Expected) -> Result<Error> {
    let base = match expected.latest() {
        Some(version) => revisions::as_of(tx, post.id, version).await?,
        None => None,
    };
    let base = base.map(|base| content(base.version, &base.title, &base.markdown));
    let current = content(post.version, &post.title, post.markdown.as_deref().unwrap_or_default());
    Ok(Error::Diverged(Box::new(Divergence { what: "post", current, base })))
}

fn content(version: i64, title: &str, markdown: &str) -> Value {
    json!({ "version": version, "title": title, "markdown": markdown })
}

/// The post as it is now, with everything.
pub(in crate::posts) async fn reread(cx: &Context, id: PostId) -> Result<Post> {
    super::find(cx, id, PostInclude::ALL).await?.ok_or(Error::not_found("post"))
}

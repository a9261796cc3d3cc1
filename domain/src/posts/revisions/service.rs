//! Reading, comparing and restoring revisions.

use std::collections::HashMap;

use serde_json::json;

use super::{Revision, RevisionDiff, Save, store};
use crate::{
    Context, Error, Result,
    audit::Entry,
    expected::Expected,
    ids::{PostId, UserId},
    page::{Page, PageArgs, PageRequest},
    posts::{
        Post, PostInclude, PostStatus, indexed,
        model::{Markdown, Title},
        policy,
        service::{find_to_edit, judge_change, lock_to_edit, rendered, reread},
        store::Change,
        told,
    },
    scope::Scope,
    users::{self, User},
};

/// The revisions of a post, the latest first.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`; faults of the page arguments.
pub async fn list(cx: &Context, id: PostId, args: &PageArgs) -> Result<Page<Revision>> {
    require_editor(cx, id).await?;
    let request = PageRequest::parse(cx, store::REVISIONS, args)?;
    let mut page = store::page(cx, id, &request).await?;
    let mut revisions: Vec<&mut Revision> = page.nodes_mut().collect();
    name_authors(cx, &mut revisions).await?;
    Ok(page)
}

/// One revision of a post.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`.
pub async fn get(cx: &Context, id: PostId, number: i64) -> Result<Revision> {
    require_editor(cx, id).await?;
    let mut revision = numbered(cx, id, number).await?;
    name_authors(cx, &mut [&mut revision]).await?;
    Ok(revision)
}

/// What has changed from one revision to another; from the one before when none is named, and for the first from nothing.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`.
pub async fn diff(cx: &Context, id: PostId, number: i64, from: Option<i64>) -> Result<RevisionDiff> {
    require_editor(cx, id).await?;
    let to = numbered(cx, id, number).await?;
    let from = match from {
        Some(from) => Some(numbered(cx, id, from).await?),
        None => store::numbered(cx.deps.db.reader(), id, number.saturating_sub(1)).await?,
    };
    let compared = tokio::task::spawn_blocking(move || RevisionDiff::of(from.as_ref(), &to));
    compared.await.map_err(Error::internal)
}

/// Makes a post say again what it said at a revision. That is a save like any other, and a revision of its own.
///
/// # Errors
/// `not_found` for the post or the revision, `forbidden`, `stale_version`; `refused_by_rule`; the fault `too_complex` of a revision from
/// before there were such.
pub async fn restore(cx: &Context, id: PostId, number: i64, expected: &Expected) -> Result<Post> {
    find_to_edit(cx, id).await?;
    let (mut tx, post, revision, article) = loop {
        let seen = Markdown::kept(numbered(cx, id, number).await?.markdown);
        let article = rendered(cx, &seen).await;
        let tx = cx.begin().await?;
        let post = lock_to_edit(cx, &tx, id, expected).await?;
        let revision = store::numbered(&*tx, id, number).await?.ok_or_else(missing)?;
        // Otherwise an autosave has come into its place while it was rendered.
        if revision.markdown == seen.as_str() {
            break (tx, post, revision, article?);
        }
    };
    let (title, markdown) = (Title::kept(revision.title), Markdown::kept(revision.markdown));
    judge_change(cx, &tx, &post, title.as_str(), &article.html).await?;
    let change = Change { title: Some(&title), text: Some((&markdown, article)), ..Change::NONE };
    crate::posts::store::update(cx, &tx, id, change).await?;
    store::record(cx, &tx, id, &Save { restored_from: Some(number), ..Save::default() }).await?;
    if post.status == PostStatus::Published {
        indexed::refresh(cx, &tx, &[id]).await?;
    }
    told::tell_changed(cx, &tx, &post, None).await?;
    told::note_of_another(cx, &mut tx, &post, Entry::done("post.updated"), json!({ "restoredFrom": number }));
    tx.commit().await?;
    reread(cx, id).await
}

async fn require_editor(cx: &Context, id: PostId) -> Result<()> {
    cx.actor.acts(Scope::Read)?;
    let post = crate::posts::find(cx, id, PostInclude::default()).await?.ok_or(Error::not_found("post"))?;
    if !policy::can_read_source(&cx.actor, &post) {
        return Err(Error::forbidden("only its author and editors see what a post said before"));
    }
    Ok(())
}

async fn numbered(cx: &Context, id: PostId, number: i64) -> Result<Revision> {
    store::numbered(cx.deps.db.reader(), id, number).await?.ok_or_else(missing)
}

const fn missing() -> Error {
    Error::not_found("revision")
}

/// Reads who saved these, in one statement.
async fn name_authors(cx: &Context, revisions: &mut [&mut Revision]) -> Result<()> {
    let mut ids: Vec<UserId> = revisions.iter().filter_map(|revision| revision.author_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let authors: HashMap<UserId, User> =
        users::get_many(cx, &ids).await?.into_iter().map(|user| (user.id, user)).collect();
    for revision in revisions {
        revision.author = revision.author_id.and_then(|id| authors.get(&id).cloned());
    }
    Ok(())
}

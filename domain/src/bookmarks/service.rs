//! The use cases of bookmarks.

use super::{Bookmark, store};
use crate::{
    Context, Error, Result,
    ids::PostId,
    page::{Page, PageArgs, PageRequest},
    posts::{self, PostInclude},
    scope::Scope,
};

/// Keeps a post for later. Keeping it twice changes nothing.
///
/// # Errors
/// `authentication_required`, `not_found`.
pub async fn add(cx: &Context, post: PostId) -> Result<Bookmark> {
    let user = cx.actor.acts(Scope::Write)?;
    let post = posts::find(cx, post, PostInclude::ALL).await?.ok_or(Error::not_found("post"))?;
    let tx = cx.begin().await?;
    let created_at = store::insert(cx, &tx, user, post.id).await?;
    tx.commit().await?;
    Ok(Bookmark { post, created_at })
}

/// Keeps a post no longer; there need not be a bookmark.
///
/// # Errors
/// `authentication_required`.
pub async fn remove(cx: &Context, post: PostId) -> Result<()> {
    let user = cx.actor.acts(Scope::Write)?;
    let tx = cx.begin().await?;
    store::delete(&tx, user, post).await?;
    tx.commit().await
}

/// The actor's bookmarks, the newest first.
///
/// # Errors
/// `authentication_required`; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs, include: PostInclude) -> Result<Page<Bookmark>> {
    let user = cx.actor.acts(Scope::Read)?;
    let request = PageRequest::parse(cx, store::BOOKMARKS, args)?;
    let page = store::page(cx, user, &request).await?;
    let ids: Vec<PostId> = page.edges.iter().map(|edge| edge.node.0).collect();
    let mut posts: std::collections::HashMap<PostId, _> =
        posts::get_many(cx, &ids, include).await?.into_iter().map(|post| (post.id, post)).collect();
    Ok(page.filter_map(|(id, created_at)| posts.remove(&id).map(|post| Bookmark { post, created_at })))
}

//! Publishing posts.

use super::write::{lock_to_edit, reread};
use crate::{
    Context, Error, Result,
    expected::Expected,
    ids::{JobId, PostId},
    jobs,
    posts::{
        FanOutPost, Post, PostStatus,
        store::{self, Change},
    },
};

/// Publishes a post and sets off the job that tells the author's followers. The time of the first publication is kept
/// when a post comes back.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`; `already_published`; a fault when there is nothing to read.
pub async fn publish(cx: &Context, id: PostId, expected: &Expected) -> Result<(Post, JobId)> {
    let mut tx = cx.begin().await?;
    let post = lock_to_edit(cx, &tx, id, expected).await?;
    if post.status == PostStatus::Published {
        return Err(Error::conflict("already_published", "this post is published already"));
    }
    if post.html.trim().is_empty() {
        return Err(Error::invalid("/markdown", "required", "there is nothing to read yet"));
    }
    let published_at = Some(post.published_at.unwrap_or(cx.now));
    let change = Change { status: Some(PostStatus::Published), published_at, ..Change::NONE };
    store::update(cx, &tx, id, change).await?;
    let job = jobs::enqueue(cx, &mut tx, &FanOutPost { post: id }).await?;
    tx.commit().await?;
    Ok((reread(cx, id).await?, job))
}

/// Makes a published post a draft again.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`; `not_published`.
pub async fn unpublish(cx: &Context, id: PostId, expected: &Expected) -> Result<Post> {
    let tx = cx.begin().await?;
    let post = lock_to_edit(cx, &tx, id, expected).await?;
    if post.status != PostStatus::Published {
        return Err(Error::conflict("not_published", "this post is not published"));
    }
    store::update(cx, &tx, id, Change { status: Some(PostStatus::Draft), ..Change::NONE }).await?;
    tx.commit().await?;
    reread(cx, id).await
}

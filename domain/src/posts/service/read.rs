//! Reading posts.

use std::str::FromStr;

use crate::{
    Context, Error, Result,
    ids::{self, PostId},
    page::{Page, PageArgs, PageRequest},
    posts::{Post, PostFilter, PostInclude, PostStatus, store},
};

/// A way to name a post: `post_...` or any slug it has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostRef {
    /// By id.
    Id(PostId),
    /// By slug.
    Slug(String),
}

impl FromStr for PostRef {
    type Err = Error;

    /// What has an underscore can only be an id: slugs have none.
    fn from_str(text: &str) -> Result<Self> {
        if text.contains('_') { ids::parse(text).map(Self::Id) } else { Ok(Self::Slug(text.to_owned())) }
    }
}

/// A post, and whether it was asked for by a former slug.
#[derive(Debug, Clone)]
pub struct Found {
    /// The post.
    pub post: Post,
    /// Asked for by a slug it does not have any more: the address has moved.
    pub moved: bool,
}

/// One post.
///
/// # Errors
/// `not_found`.
pub async fn get(cx: &Context, which: &PostRef, include: PostInclude) -> Result<Found> {
    let post = match which {
        PostRef::Id(id) => store::by_id(cx, cx.deps.db.reader(), *id).await?,
        PostRef::Slug(slug) => store::by_slug(cx, slug).await?,
    };
    let mut post = post.ok_or(Error::not_found("post"))?;
    store::load(cx, &mut [&mut post], include).await?;
    let moved = matches!(which, PostRef::Slug(slug) if *slug != post.slug);
    Ok(Found { post, moved })
}

/// One post by id, when there is one that the actor may see.
///
/// # Errors
/// The database's.
pub async fn find(cx: &Context, id: PostId, include: PostInclude) -> Result<Option<Post>> {
    let Some(mut post) = store::by_id(cx, cx.deps.db.reader(), id).await? else { return Ok(None) };
    store::load(cx, &mut [&mut post], include).await?;
    Ok(Some(post))
}

/// Several posts at once, in no particular order; what is missing or not to be seen is left out.
///
/// # Errors
/// The database's.
pub async fn get_many(cx: &Context, ids: &[PostId], include: PostInclude) -> Result<Vec<Post>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut posts = store::by_ids(cx, ids).await?;
    store::load(cx, &mut posts.iter_mut().collect::<Vec<_>>(), include).await?;
    Ok(posts)
}

/// A post with its author, when it is still published: for jobs that speak of it.
///
/// # Errors
/// `not_found` when it was withdrawn meanwhile.
pub async fn published(cx: &Context, id: PostId) -> Result<Post> {
    let found = find(cx, id, PostInclude { author: true, tags: false }).await?;
    found.filter(|post| post.status == PostStatus::Published).ok_or(Error::not_found("post"))
}

/// Posts, the newest first: published ones, or with `status: draft` those drafts that the actor may see.
///
/// # Errors
/// `authentication_required` for an anonymous list of drafts; faults of the page arguments.
pub async fn list(cx: &Context, filter: &PostFilter, args: &PageArgs, include: PostInclude) -> Result<Page<Post>> {
    let list = match filter.status.unwrap_or(PostStatus::Published) {
        PostStatus::Published => store::PUBLISHED,
        PostStatus::Draft => {
            cx.actor.user()?;
            store::DRAFTS
        }
    };
    let request = PageRequest::parse(cx, list, args)?;
    let mut page = store::page(cx, filter, list, &request).await?;
    let mut posts: Vec<&mut Post> = page.nodes_mut().collect();
    store::load(cx, &mut posts, include).await?;
    Ok(page)
}

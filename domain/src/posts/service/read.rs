//! Reading posts.

use std::{collections::HashMap, str::FromStr};

use crate::{
    Context, Error, Result,
    ids::{self, PostId},
    page::{List, Page, PageArgs, PageRequest},
    platform::Tx,
    posts::{
        Post, PostFilter, PostInclude, PostStatus, ranks, relations,
        store::{self, Wanted, lists},
    },
    scope::Scope,
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
        PostRef::Id(id) => store::by_id(cx, cx.deps.db.reader(), *id, include).await?,
        PostRef::Slug(slug) => store::by_slug(cx, slug, include).await?,
    };
    let mut post = post.ok_or(Error::not_found("post"))?;
    relations::load(cx, &mut [&mut post], include).await?;
    let moved = matches!(which, PostRef::Slug(slug) if *slug != post.slug);
    Ok(Found { post, moved })
}

/// One post by id, when there is one that the actor may see.
///
/// # Errors
/// The database's.
pub async fn find(cx: &Context, id: PostId, include: PostInclude) -> Result<Option<Post>> {
    let Some(mut post) = store::by_id(cx, cx.deps.db.reader(), id, include).await? else { return Ok(None) };
    relations::load(cx, &mut [&mut post], include).await?;
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
    let mut posts = store::by_ids(cx, ids, include).await?;
    relations::load(cx, &mut posts.iter_mut().collect::<Vec<_>>(), include).await?;
    Ok(posts)
}

/// A post with its author, when it is still published: for jobs that speak of it.
///
/// # Errors
/// `not_found` when it was withdrawn meanwhile.
pub async fn published(cx: &Context, id: PostId) -> Result<Post> {
    let found = find(cx, id, PostInclude { author: true, ..PostInclude::BARE }).await?;
    found.filter(|post| post.status == PostStatus::Published).ok_or(Error::not_found("post"))
}

/// Whether a post is published. Nobody publishes or withdraws it until the transaction ends.
///
/// # Errors
/// The database's.
pub(crate) async fn hold_published(cx: &Context, tx: &Tx, id: PostId) -> Result<bool> {
    Ok(store::lock(cx, tx, id).await?.is_some_and(|post| post.status == PostStatus::Published))
}

/// Posts: published ones and drafts, the newest first, scheduled ones, the next first, or hidden ones, the last first. But of
/// published ones those that the actor may see.
///
/// # Errors
/// `authentication_required` for an anonymous list of drafts; faults of the page arguments.
pub async fn list(cx: &Context, filter: &PostFilter, args: &PageArgs, include: PostInclude) -> Result<Page<Post>> {
    if filter.deleted {
        return deleted(cx, filter, args, include).await;
    }
    let list = match filter.status.unwrap_or(PostStatus::Published) {
        PostStatus::Published => lists::PUBLISHED,
        waiting => {
            cx.actor.acts(Scope::Read)?;
            match waiting {
                PostStatus::Scheduled => lists::SCHEDULED,
                PostStatus::Hidden => lists::HIDDEN,
                _ => lists::DRAFTS,
            }
        }
    };
    page(cx, filter, list, args, include).await
}

/// Deleted posts that the actor may restore, the last deleted first.
async fn deleted(cx: &Context, filter: &PostFilter, args: &PageArgs, include: PostInclude) -> Result<Page<Post>> {
    cx.actor.acts(Scope::Read)?;
    page(cx, filter, lists::DELETED, args, include).await
}

/// Published posts by what is made of them, the most talked about first.
///
/// # Errors
/// Faults of the page arguments.
pub async fn trending(cx: &Context, args: &PageArgs, include: PostInclude) -> Result<Page<Post>> {
    let request = PageRequest::parse(cx, ranks::TRENDING, args)?;
    let page = ranks::page(cx, &request).await?;
    let ids: Vec<PostId> = page.edges.iter().map(|edge| edge.node).collect();
    let mut posts: HashMap<PostId, Post> =
        get_many(cx, &ids, include).await?.into_iter().map(|post| (post.id, post)).collect();
    Ok(page.filter_map(|id| posts.remove(&id)))
}

/// A page of the published posts that are wanted, with their relations.
///
/// # Errors
/// The database's.
pub(crate) async fn page_of(
    cx: &Context,
    list: List,
    request: &PageRequest,
    wanted: Wanted,
    include: PostInclude,
) -> Result<Page<Post>> {
    with_relations(cx, lists::page_of(cx, list, request, wanted, include).await?, include).await
}

async fn page(
    cx: &Context,
    filter: &PostFilter,
    list: List,
    args: &PageArgs,
    include: PostInclude,
) -> Result<Page<Post>> {
    let request = PageRequest::parse(cx, list, args)?;
    with_relations(cx, lists::page(cx, filter, list, &request, include).await?, include).await
}

async fn with_relations(cx: &Context, mut page: Page<Post>, include: PostInclude) -> Result<Page<Post>> {
    let mut posts: Vec<&mut Post> = page.nodes_mut().collect();
    relations::load(cx, &mut posts, include).await?;
    Ok(page)
}

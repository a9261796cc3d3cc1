//! Reading feeds.

use super::{FeedKind, store};
use crate::{
    Context, Result,
    page::{Page, PageArgs, PageRequest},
    posts::{self, Post, PostFilter, PostInclude},
    scope::Scope,
};

/// A page of a feed.
///
/// # Errors
/// `authentication_required` for the home of nobody in particular; faults of the page arguments.
pub async fn list(cx: &Context, kind: FeedKind, args: &PageArgs, include: PostInclude) -> Result<Page<Post>> {
    match kind {
        FeedKind::Home => home(cx, args, include).await,
        FeedKind::Latest => posts::list(cx, &PostFilter::default(), args, include).await,
        FeedKind::Trending => posts::trending(cx, args, include).await,
    }
}

async fn home(cx: &Context, args: &PageArgs, include: PostInclude) -> Result<Page<Post>> {
    let me = cx.actor.acts(Scope::Read)?;
    let request = PageRequest::parse(cx, store::HOME, args)?;
    let wanted = store::home(cx, me, &request);
    posts::page_of(cx, store::HOME, &request, wanted, include).await
}

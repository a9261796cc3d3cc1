//! Bookmarks in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{bookmarks, ids};

use super::dto::Bookmark;
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, look_ahead::posts_of_items_selected, once::once},
    page::BookmarkConnection,
};

/// Queries of bookmarks.
#[derive(Default)]
pub struct BookmarksQuery;

/// Mutations of bookmarks.
#[derive(Default)]
pub struct BookmarksMutation;

#[Object]
impl BookmarksQuery {
    /// What one keeps for later, the newest first.
    async fn bookmarks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<BookmarkConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(bookmarks::list(cx(ctx)?, &args, posts_of_items_selected(ctx)).await?.into()))
    }
}

#[Object]
impl BookmarksMutation {
    /// Keeps a post for later. Keeping it twice changes nothing.
    async fn add_bookmark(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] post: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Bookmark>, Failure> {
        let post = ids::parse(&post)?;
        let work = async move |cx| Ok(Bookmark::from(bookmarks::add(&cx, post).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Keeps a post no longer; there need not be a bookmark. Answers true.
    async fn remove_bookmark(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] post: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let post = ids::parse(&post)?;
        once(ctx, idempotency_key, async move |cx| bookmarks::remove(&cx, post).await.map(|()| true)).await
    }
}

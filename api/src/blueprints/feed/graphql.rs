//! Feeds in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::feed;

use super::dto::FeedKind;
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, look_ahead::posts_selected},
    page::PostConnection,
};

/// Queries of feeds.
#[derive(Default)]
pub struct FeedQuery;

#[Object]
impl FeedQuery {
    /// A feed: one's home, what is new, or what is talked about.
    async fn feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which feed; `latest` when missing. One's `home` is for who has logged in.")] kind: Option<
            FeedKind,
        >,
    ) -> Result<Option<PostConnection>, Failure> {
        let (kind, args) = (kind.map(Into::into).unwrap_or_default(), page_args(first, after, last, before));
        Ok(Some(feed::list(cx(ctx)?, kind, &args, posts_selected(ctx)).await?.into()))
    }
}

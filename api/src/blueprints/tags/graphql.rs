//! Tags in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::tags;

use super::dto::Tag;
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx},
    page::TagConnection,
};

/// Queries of tags.
#[derive(Default)]
pub struct TagsQuery;

#[Object]
impl TagsQuery {
    /// All tags by slug.
    async fn tags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<TagConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(tags::list(cx(ctx)?, &args).await?.into()))
    }

    /// A tag by slug or id.
    async fn tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A slug or `tag_...`.")] slug: String,
    ) -> Result<Option<Tag>, Failure> {
        Ok(Some(tags::get(cx(ctx)?, &slug).await?.into()))
    }
}

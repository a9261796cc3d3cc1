//! The search in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::search;

use super::{connection::SearchHitConnection, dto::SearchType, params::input};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx},
};

/// Queries of the search.
#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// What has these words, the best first. Where nothing has, what has the words that may have been meant; `corrected` tells.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Words that all have to be there, at most 16: `\"a phrase\"` in quotes, `begin*` for a beginning, `-word` for one that must not be there. At most 200 characters."
        )]
        q: String,
        #[graphql(name = "type", desc = "Only things of this type; of all when missing.")] kind: Option<SearchType>,
        #[graphql(desc = "Only posts and comments by this person: `user_...` or `@username`.")] author: Option<String>,
        #[graphql(desc = "Only posts with the tag of this slug.")] tag: Option<String>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<SearchHitConnection>, Failure> {
        let (input, args) = (input(q, kind, author.as_deref(), tag)?, page_args(first, after, last, before));
        Ok(Some(search::find(cx(ctx)?, &input, &args).await?.into()))
    }
}

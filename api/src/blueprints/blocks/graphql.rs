//! Blocking in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::blocks;

use crate::{
    blueprints::users::dto::User,
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::BlockConnection,
};

/// Queries of blocks.
#[derive(Default)]
pub struct BlocksQuery;

/// Mutations of blocks.
#[derive(Default)]
pub struct BlocksMutation;

#[Object]
impl BlocksQuery {
    /// Whom one has blocked, the latest first.
    async fn blocks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<BlockConnection>, Failure> {
        Ok(Some(blocks::list(cx(ctx)?, &page_args(first, after, last, before)).await?.into()))
    }
}

#[Object]
impl BlocksMutation {
    /// Blocks somebody: the two are out of each other's sight and reach, and follow each other no longer.
    async fn block_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`user_...` or `@username`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<User>, Failure> {
        let who = id.parse()?;
        once(ctx, idempotency_key, async move |cx| Ok(User::from(blocks::block(&cx, &who).await?))).await
    }

    /// Takes a block back; there need not be one. Following does not come back.
    async fn unblock_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`user_...` or `@username`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<User>, Failure> {
        let who = id.parse()?;
        once(ctx, idempotency_key, async move |cx| Ok(User::from(blocks::unblock(&cx, &who).await?))).await
    }
}

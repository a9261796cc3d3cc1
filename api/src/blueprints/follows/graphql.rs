//! Following in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::follows::{self, Side};

use crate::{
    blueprints::users::dto::User,
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::UserConnection,
};

/// Queries of following.
#[derive(Default)]
pub struct FollowsQuery;

/// Mutations of following.
#[derive(Default)]
pub struct FollowsMutation;

#[Object]
impl FollowsQuery {
    /// Those who follow a person, the latest first.
    async fn followers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`user_...` or `@username`")] id: ID,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<UserConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(follows::list(cx(ctx)?, &id.parse()?, Side::Followers, &args).await?.into()))
    }

    /// Those whom a person follows, the latest first.
    async fn following(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`user_...` or `@username`")] id: ID,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<UserConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(follows::list(cx(ctx)?, &id.parse()?, Side::Following, &args).await?.into()))
    }
}

#[Object]
impl FollowsMutation {
    /// Follows somebody. Following twice changes nothing.
    async fn follow_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`user_...` or `@username`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<User>, Failure> {
        let who = id.parse()?;
        once(ctx, idempotency_key, async move |cx| Ok(User::from(follows::follow(&cx, &who).await?))).await
    }

    /// Follows somebody no longer; one need not have.
    async fn unfollow_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`user_...` or `@username`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<User>, Failure> {
        let who = id.parse()?;
        once(ctx, idempotency_key, async move |cx| Ok(User::from(follows::unfollow(&cx, &who).await?))).await
    }
}

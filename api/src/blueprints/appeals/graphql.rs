//! Appeals in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, moderation::appeals};

use super::dto::{Appeal, CreateAppealInput, DecideAppealInput};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::AppealConnection,
};

/// Queries of appeals.
#[derive(Default)]
pub struct AppealsQuery;

/// Mutations of appeals.
#[derive(Default)]
pub struct AppealsMutation;

#[Object]
impl AppealsQuery {
    /// Appeals, the longest waiting first. For moderators.
    async fn appeals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only those that are decided; or only those that are not.")] decided: Option<bool>,
    ) -> Result<Option<AppealConnection>, Failure> {
        Ok(Some(appeals::list(cx(ctx)?, decided, &page_args(first, after, last, before)).await?.into()))
    }

    /// One appeal: for who wrote it and for moderators.
    async fn appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`appeal_...`")] id: ID,
    ) -> Result<Option<Appeal>, Failure> {
        Ok(Some(appeals::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }
}

#[Object]
impl AppealsMutation {
    /// Says why what moderators did is wrong, once: whom it concerns, logged in or by the token of the mail.
    async fn create_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they did, and why it was wrong.")] input: CreateAppealInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Appeal>, Failure> {
        let work = async move |cx| Ok(Appeal::from(appeals::create(&cx, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Decides an appeal: what was done stays, or holds no more. Who appealed is told. For moderators.
    async fn decide_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`appeal_...`")] id: ID,
        #[graphql(desc = "What comes of it.")] input: DecideAppealInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Appeal>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| Ok(Appeal::from(appeals::decide(&cx, id, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }
}

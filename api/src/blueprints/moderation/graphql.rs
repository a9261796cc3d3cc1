//! Moderation in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{
    ids,
    moderation::{self, ActionFilter},
};

use super::dto::{CreateModerationActionInput, ModerationAction, ReverseModerationActionInput};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::ModerationActionConnection,
};

/// Queries of moderation.
#[derive(Default)]
pub struct ModerationQuery;

/// Mutations of moderation.
#[derive(Default)]
pub struct ModerationMutation;

#[Object]
impl ModerationQuery {
    /// What moderators have done, the last first. For moderators.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn moderation_actions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only about this person, or what they wrote: `user_...`.")] user: Option<ID>,
        #[graphql(desc = "Only about this: `post_...`, `comment_...` or `user_...`.")] subject: Option<ID>,
        #[graphql(desc = "Only what holds something now; or only what does not.")] in_force: Option<bool>,
    ) -> Result<Option<ModerationActionConnection>, Failure> {
        let filter =
            ActionFilter::parse(user.as_deref().map(String::as_str), subject.as_deref().map(String::as_str), in_force)?;
        Ok(Some(moderation::list(cx(ctx)?, &filter, &page_args(first, after, last, before)).await?.into()))
    }

    /// What moderators have done about one, or about what one wrote, the last first.
    async fn my_moderation_actions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<ModerationActionConnection>, Failure> {
        Ok(Some(moderation::mine(cx(ctx)?, &page_args(first, after, last, before)).await?.into()))
    }

    /// One thing that moderators have done: for whom it concerns and for moderators.
    async fn moderation_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`action_...`")] id: ID,
    ) -> Result<Option<ModerationAction>, Failure> {
        Ok(Some(moderation::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }
}

#[Object]
impl ModerationMutation {
    /// Hides, locks, warns, suspends or bans, and tells whom it concerns. For moderators.
    async fn create_moderation_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done, to what, and why.")] input: CreateModerationActionInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<ModerationAction>, Failure> {
        let work = async move |cx| Ok(ModerationAction::from(moderation::create(&cx, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Takes back what was done, and tells whom it concerns. For moderators.
    async fn reverse_moderation_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`action_...`")] id: ID,
        #[graphql(desc = "Why.")] input: ReverseModerationActionInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<ModerationAction>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| Ok(ModerationAction::from(moderation::reverse(&cx, id, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }
}

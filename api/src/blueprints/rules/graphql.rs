//! Rules about what people write, in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, jobs, rules};

use super::dto::{ModerationRule, ModerationRuleInput};
use crate::{
    blueprints::jobs::dto::Job,
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::ModerationRuleConnection,
};

/// Queries of rules.
#[derive(Default)]
pub struct RulesQuery;

/// Mutations of rules.
#[derive(Default)]
pub struct RulesMutation;

#[Object]
impl RulesQuery {
    /// The rules about what people write, the newest first. For moderators.
    async fn moderation_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<ModerationRuleConnection>, Failure> {
        Ok(Some(rules::list(cx(ctx)?, &page_args(first, after, last, before)).await?.into()))
    }

    /// One rule. For moderators.
    async fn moderation_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`rule_...`")] id: ID,
    ) -> Result<Option<ModerationRule>, Failure> {
        Ok(Some(rules::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }
}

#[Object]
impl RulesMutation {
    /// Makes a rule about what people write. For moderators.
    async fn create_moderation_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule.")] input: ModerationRuleInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<ModerationRule>, Failure> {
        let work = async move |cx| Ok(ModerationRule::from(rules::create(&cx, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Makes a rule another one: switches it on or off, or changes what it looks for. What is missing is as usual. For moderators.
    async fn replace_moderation_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`rule_...`")] id: ID,
        #[graphql(desc = "The rule as it is to be.")] input: ModerationRuleInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<ModerationRule>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| Ok(ModerationRule::from(rules::replace(&cx, id, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Deletes a rule, with what it would have caught. True when done. For moderators.
    async fn delete_moderation_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`rule_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| rules::delete(&cx, id).await.map(|()| true);
        once(ctx, idempotency_key, work).await
    }

    /// Tries a rule on what is published, whether it is on or not. The receipt is of the job; its result tells how many things were
    /// `checked`, how many the rule would have `caught`, and `examples` of them by id. For moderators.
    async fn try_moderation_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`rule_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| {
            let job = rules::request_trial(&cx, id).await?;
            Ok(Job::from(jobs::receipt(&cx, job).await?))
        };
        once(ctx, idempotency_key, work).await
    }
}

//! Webhooks in GraphQL: making, changing, sending.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, webhooks};

use super::{
    dto::{IssuedWebhook, Webhook, WebhookDelivery},
    inputs::{CreateWebhookInput, RecoverWebhookInput, UpdateWebhookInput},
};
use crate::{
    blueprints::jobs::dto::Job,
    failure::Failure,
    graphql::{
        args::expected,
        cx,
        once::{check, once},
    },
};

/// Mutations of webhooks.
#[derive(Default)]
pub struct WebhooksMutation;

#[Object]
impl WebhooksMutation {
    /// Makes a webhook. Its secret is in this answer and nowhere else. For admins.
    async fn create_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: CreateWebhookInput,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<IssuedWebhook>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(webhooks::create(cx(ctx)?, &input.into()).await?.into()))
    }

    /// Changes a webhook. For admins.
    async fn update_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`hook_...`")] id: ID,
        #[graphql(desc = "What is absent stays, null clears.")] input: UpdateWebhookInput,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Webhook>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let work = async move |cx| Ok(Webhook::from(webhooks::update(&cx, id, &input.into(), &expected).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Deletes a webhook with its deliveries. Answers true. For admins.
    async fn delete_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`hook_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| webhooks::delete(&cx, id).await.map(|()| true)).await
    }

    /// Gives a webhook another secret, which is in this answer and nowhere else. For a day, unless the operator has decided otherwise, the
    /// former one signs beside it. For admins.
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`hook_...`")] id: ID,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<IssuedWebhook>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(webhooks::rotate_secret(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }

    /// Sends a webhook something to try it out (`webhook.test`), once, also while it is disabled. For admins.
    async fn test_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`hook_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<WebhookDelivery>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| Ok(WebhookDelivery::from(webhooks::test(&cx, id).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Begins a delivery anew, whatever came of it: all attempts are before it again, the first one now. For admins.
    async fn redeliver(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`dlv_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<WebhookDelivery>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| Ok(WebhookDelivery::from(webhooks::redeliver(&cx, id).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Sends a webhook again all that failed since a time, and what it was never told because it was disabled; but nothing from before it
    /// was made. For admins.
    async fn recover_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`hook_...`")] id: ID,
        #[graphql(desc = "What to send again.")] input: RecoverWebhookInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| Ok(Job::from(webhooks::recover(&cx, id, input.since.0).await?));
        once(ctx, idempotency_key, work).await
    }
}

//! Webhooks in GraphQL: reading.

use async_graphql::{Context, ID, Object};
use presswork_domain::{
    ids,
    webhooks::{self, DeliveryFilter},
};

use super::dto::{Webhook, WebhookAttempt, WebhookDelivery, WebhookDeliveryState};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx},
    page::{WebhookConnection, WebhookDeliveryConnection},
};

/// Queries of webhooks.
#[derive(Default)]
pub struct WebhooksQuery;

#[Object]
impl WebhooksQuery {
    /// Who hears of events, the newest first. For admins.
    async fn webhooks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<WebhookConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(webhooks::list(cx(ctx)?, &args).await?.into()))
    }

    /// One webhook. For admins.
    async fn webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`hook_...`")] id: ID,
    ) -> Result<Option<Webhook>, Failure> {
        Ok(Some(webhooks::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }

    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    /// What a webhook was told and is to be told, the newest first. For admins.
    async fn webhook_deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`hook_...`")] id: ID,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only in this state.")] state: Option<WebhookDeliveryState>,
    ) -> Result<Option<WebhookDeliveryConnection>, Failure> {
        let (args, filter) = (page_args(first, after, last, before), DeliveryFilter { state: state.map(Into::into) });
        Ok(Some(webhooks::deliveries(cx(ctx)?, ids::parse(&id)?, &args, filter).await?.into()))
    }

    /// One delivery. For admins.
    async fn webhook_delivery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`dlv_...`")] id: ID,
    ) -> Result<Option<WebhookDelivery>, Failure> {
        Ok(Some(webhooks::delivery(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }

    /// The attempts of a delivery, the latest first, at most a hundred. For admins.
    async fn webhook_attempts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`dlv_...`")] id: ID,
    ) -> Result<Option<Vec<WebhookAttempt>>, Failure> {
        let attempts = webhooks::attempts(cx(ctx)?, ids::parse(&id)?).await?;
        Ok(Some(attempts.into_iter().map(WebhookAttempt::from).collect()))
    }
}

//! Newsletters in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, newsletters};

use super::dto::{ConfirmSubscriptionInput, NewsletterPreference, NewsletterSubscription, SubscribeInput};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::SubscriberConnection,
};

/// Queries of newsletters.
#[derive(Default)]
pub struct NewslettersQuery;

/// Mutations of newsletters.
#[derive(Default)]
pub struct NewslettersMutation;

#[Object]
impl NewslettersQuery {
    /// Whether newsletters come to one, at the address of one's account.
    async fn newsletter_preference(&self, ctx: &Context<'_>) -> Result<Option<NewsletterPreference>, Failure> {
        Ok(Some(newsletters::preference(cx(ctx)?).await?.into()))
    }

    /// Who gets newsletters, the last first.
    async fn subscribers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<SubscriberConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(newsletters::list(cx(ctx)?, &args).await?.into()))
    }
}

#[Object]
impl NewslettersMutation {
    /// Subscribes an address to newsletters. That of one's own account at once; to any other a mail with a token is on its way, and
    /// the answer is the same whether or not it is known.
    async fn subscribe(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which address.")] input: SubscribeInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<NewsletterSubscription>, Failure> {
        let work = async move |cx| Ok(NewsletterSubscription::from(newsletters::subscribe(&cx, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Confirms a subscription by the token of the mail.
    async fn confirm_subscription(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: ConfirmSubscriptionInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<NewsletterSubscription>, Failure> {
        let work = async move |cx| Ok(NewsletterSubscription::from(newsletters::confirm(&cx, &input.token).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Ends one's own newsletters. There need not be any. Answers true.
    async fn unsubscribe(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        once(ctx, idempotency_key, async move |cx| newsletters::unsubscribe(&cx).await.map(|()| true)).await
    }

    /// Ends somebody's subscription. Answers true.
    async fn remove_subscriber(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`sub_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| newsletters::remove(&cx, id).await.map(|()| true)).await
    }
}

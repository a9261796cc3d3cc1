//! Media in GraphQL. Bytes go over HTTP alone: a ticket says where to.

use async_graphql::{Context, ID, Object};
use presswork_domain::{
    ids, jobs,
    media::{self, Ticket},
};

use super::{
    dto::{Media, MediaTicket},
    inputs::{CreateMediaInput, UpdateMediaInput},
};
use crate::{
    blueprints::jobs::dto::Job,
    failure::Failure,
    graphql::{
        args::{expected, page_args},
        cx,
        once::once,
    },
    page::MediaConnection,
};

/// Queries of media.
#[derive(Default)]
pub struct MediaQuery;

/// Mutations of media.
#[derive(Default)]
pub struct MediaMutation;

#[Object]
impl MediaQuery {
    /// What one has sent, the newest first; for editors what anybody has.
    async fn media_library(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only what nobody has described yet; all when missing.")] needs_alt_text: Option<bool>,
    ) -> Result<Option<MediaConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(media::library(cx(ctx)?, &args, needs_alt_text.unwrap_or_default()).await?.into()))
    }

    /// A medium. Once it is ready everybody sees it.
    async fn media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`media_...`")] id: ID,
    ) -> Result<Option<Media>, Failure> {
        Ok(Some(media::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }
}

#[Object]
impl MediaMutation {
    /// Says that a picture is coming. The answer says where its bytes go; then `completeMedia`.
    async fn create_media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The picture.")] input: CreateMediaInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<MediaTicket>, Failure> {
        let created = async move |cx| Ok(media::create(&cx, &input.into()).await?.id.to_string());
        let Some(id) = once::<String, _, _>(ctx, idempotency_key, created).await? else { return Ok(None) };
        let cx = cx(ctx)?;
        let media = media::get(cx, ids::parse(&id)?).await?;
        Ok(Some(Ticket::of(cx, media).await?.into()))
    }

    /// Says that all bytes have been sent. The receipt is of the job that makes the picture ready, or refuses it.
    async fn complete_media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`media_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| {
            let job = media::complete(&cx, id).await?;
            Ok(Job::from(jobs::receipt(&cx, job).await?))
        };
        once(ctx, idempotency_key, work).await
    }

    /// Says what a medium shows.
    async fn update_media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`media_...`")] id: ID,
        #[graphql(desc = "What is absent stays, null clears.")] input: UpdateMediaInput,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Media>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let work = async move |cx| Ok(Media::from(media::update(&cx, id, &input.into(), &expected).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Deletes a medium, at any time. Answers true.
    async fn delete_media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`media_...`")] id: ID,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        once(ctx, idempotency_key, async move |cx| media::delete(&cx, id, &expected).await.map(|()| true)).await
    }
}

//! Tags in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::{jobs, tags};

use super::{
    dto::Tag,
    inputs::{CreateTagInput, MergeTagInput, UpdateTagInput},
};
use crate::{
    blueprints::jobs::dto::Job,
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::TagConnection,
};

/// Queries of tags.
#[derive(Default)]
pub struct TagsQuery;

/// Mutations of tags.
#[derive(Default)]
pub struct TagsMutation;

#[Object]
impl TagsQuery {
    /// All tags by slug.
    async fn tags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<TagConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(tags::list(cx(ctx)?, &args).await?.into()))
    }

    /// A tag by id, or by any slug that leads to it.
    async fn tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A slug or `tag_...`.")] slug: String,
    ) -> Result<Option<Tag>, Failure> {
        Ok(Some(tags::get(cx(ctx)?, &slug).await?.tag.into()))
    }

    /// The tags that one follows, the latest first.
    async fn followed_tags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<TagConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(tags::followed(cx(ctx)?, &args).await?.into()))
    }
}

#[Object]
impl TagsMutation {
    /// Makes a tag that is there before any post carries it. For moderators.
    async fn create_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tag.")] input: CreateTagInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Tag>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Tag::from(tags::create(&cx, &input.into()).await?))).await
    }

    /// Changes a tag; the slugs that led to it go on leading to it. For moderators.
    async fn update_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A slug or `tag_...`.")] slug: String,
        #[graphql(desc = "What is absent stays, null clears.")] input: UpdateTagInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Tag>, Failure> {
        let work = async move |cx| Ok(Tag::from(tags::update(&cx, &slug, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Takes a tag from all posts, from all who follow it, and away. For moderators. Answers true.
    async fn delete_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A slug or `tag_...`.")] slug: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        once(ctx, idempotency_key, async move |cx| tags::delete(&cx, &slug).await.map(|()| true)).await
    }

    /// Merges a tag into another one. The receipt is of the job that moves posts and followers; at its end the slugs of the tag
    /// lead to the other one. For moderators.
    async fn merge_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A slug or `tag_...`.")] slug: String,
        #[graphql(desc = "Where to.")] input: MergeTagInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let work = async move |cx| {
            let job = tags::merge(&cx, &slug, &input.into()).await?;
            Ok(Job::from(jobs::receipt(&cx, job).await?))
        };
        once(ctx, idempotency_key, work).await
    }

    /// Follows a tag: its posts come into one's home. Following twice changes nothing.
    async fn follow_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A slug or `tag_...`.")] slug: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Tag>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Tag::from(tags::follow(&cx, &slug).await?))).await
    }

    /// Follows a tag no longer; one need not have.
    async fn unfollow_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A slug or `tag_...`.")] slug: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Tag>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Tag::from(tags::unfollow(&cx, &slug).await?))).await
    }
}

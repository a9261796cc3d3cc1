//! Revisions of posts in GraphQL, and bringing deleted posts back.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, posts, posts::revisions};

use super::{
    dto::Post,
    revisions::{PostRevision, RevisionDiff},
};
use crate::{
    failure::Failure,
    graphql::{
        args::{expected, page_args},
        cx,
        once::once,
    },
    page::PostRevisionConnection,
};

/// Queries of revisions.
#[derive(Default)]
pub struct RevisionsQuery;

/// Mutations of revisions.
#[derive(Default)]
pub struct RevisionsMutation;

#[Object]
impl RevisionsQuery {
    /// What a post said at each save, the latest first. For those who may edit it.
    async fn post_revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<PostRevisionConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(revisions::list(cx(ctx)?, ids::parse(&id)?, &args).await?.into()))
    }

    /// What a post said at one save. For those who may edit it.
    async fn post_revision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "The number of the revision.")] number: i64,
    ) -> Result<Option<PostRevision>, Failure> {
        Ok(Some(revisions::get(cx(ctx)?, ids::parse(&id)?, number).await?.into()))
    }

    /// What has changed from one revision to another, as data and as a unified diff. For those who may edit the post.
    async fn post_revision_diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "The number of the later revision.")] number: i64,
        #[graphql(desc = "The number of the revision to compare with; the one before when missing.")] from: Option<i64>,
    ) -> Result<Option<RevisionDiff>, Failure> {
        Ok(Some(revisions::diff(cx(ctx)?, ids::parse(&id)?, number, from).await?.into()))
    }
}

#[Object]
impl RevisionsMutation {
    /// Makes a post say again what it said at a revision: a save like any other.
    async fn restore_revision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "The number of the revision.")] number: i64,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let work = async move |cx| Ok(Post::from(revisions::restore(&cx, id, number, &expected).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Brings a deleted post back as it was; but for what was planned for it.
    async fn restore_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Post::from(posts::restore(&cx, id).await?))).await
    }
}

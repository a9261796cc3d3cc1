//! Posts in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, posts};

use super::{
    dto::{Post, PostStatus, PublishedPost},
    inputs::{CreatePostInput, UpdatePostInput},
    params::filter,
};
use crate::{
    failure::Failure,
    graphql::{
        args::{expected, page_args},
        cx,
        look_ahead::posts_selected,
        once::once,
    },
    page::PostConnection,
};

/// Queries of posts.
#[derive(Default)]
pub struct PostsQuery;

/// Mutations of posts.
#[derive(Default)]
pub struct PostsMutation;

#[Object]
impl PostsQuery {
    /// Posts, the newest first.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only by this person: `user_...` or `@username`.")] author: Option<String>,
        #[graphql(desc = "Only with the tag of this slug.")] tag: Option<String>,
        #[graphql(
            desc = "Only in this state; published when missing. Drafts are one's own, and for editors everyone's."
        )]
        status: Option<PostStatus>,
    ) -> Result<Option<PostConnection>, Failure> {
        let (filter, args) = (filter(author.as_deref(), tag, status)?, page_args(first, after, last, before));
        Ok(Some(posts::list(cx(ctx)?, &filter, &args, posts_selected(ctx)).await?.into()))
    }

    /// A post by id, or by any slug it has or had.
    async fn post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...` or a slug")] id: ID,
    ) -> Result<Option<Post>, Failure> {
        Ok(Some(posts::get(cx(ctx)?, &id.parse()?, posts_selected(ctx)).await?.post.into()))
    }
}

#[Object]
impl PostsMutation {
    /// Begins a post, as a draft.
    async fn create_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: CreatePostInput,
        #[graphql(desc = "Makes repeats harmless for a day: 1 to 255 ASCII signs.")] idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Post::from(posts::create(&cx, &input.into()).await?))).await
    }

    /// Changes a post.
    async fn update_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "What is absent stays, null clears.")] input: UpdatePostInput,
        #[graphql(desc = "Only if it has one of these versions: `7`, or an ETag.")] if_match: Option<String>,
        #[graphql(desc = "Makes repeats harmless for a day: 1 to 255 ASCII signs.")] idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let work = async move |cx| Ok(Post::from(posts::update(&cx, id, &input.into(), &expected).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Deletes a post. Answers true.
    async fn delete_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "Only if it has one of these versions: `7`, or an ETag.")] if_match: Option<String>,
        #[graphql(desc = "Makes repeats harmless for a day: 1 to 255 ASCII signs.")] idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        once(ctx, idempotency_key, async move |cx| posts::delete(&cx, id, &expected).await.map(|()| true)).await
    }

    /// Publishes a post. The answer carries the receipt of the job that tells the author's followers.
    async fn publish_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "Only if it has one of these versions: `7`, or an ETag.")] if_match: Option<String>,
        #[graphql(desc = "Makes repeats harmless for a day: 1 to 255 ASCII signs.")] idempotency_key: Option<String>,
    ) -> Result<Option<PublishedPost>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let work = async move |cx| PublishedPost::of(&cx, posts::publish(&cx, id, &expected).await?).await;
        once(ctx, idempotency_key, work).await
    }

    /// Makes a published post a draft again.
    async fn unpublish_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "Only if it has one of these versions: `7`, or an ETag.")] if_match: Option<String>,
        #[graphql(desc = "Makes repeats harmless for a day: 1 to 255 ASCII signs.")] idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let work = async move |cx| Ok(Post::from(posts::unpublish(&cx, id, &expected).await?));
        once(ctx, idempotency_key, work).await
    }
}

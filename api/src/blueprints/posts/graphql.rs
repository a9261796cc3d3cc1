//! Posts in GraphQL.

use async_graphql::{Context, ID, Object, Subscription};
use futures::Stream;
use presswork_domain::{
    ids, posts,
    realtime::{Topic, Update},
};

use super::{
    dto::{Post, PostStatus},
    inputs::{CreatePostInput, PreviewMarkdownInput, PublishPostInput, UnpublishPostInput, UpdatePostInput},
    params::filter,
    preview::MarkdownPreview,
    published::PublishedPost,
};
use crate::{
    failure::Failure,
    graphql::{
        args::{expected, page_args},
        cx,
        follow::follow,
        look_ahead::posts_selected,
        once::{check, once},
    },
    page::PostConnection,
};

/// Queries of posts.
#[derive(Default)]
pub struct PostsQuery;

/// Mutations of posts.
#[derive(Default)]
pub struct PostsMutation;

/// Subscriptions of posts.
#[derive(Default)]
pub struct PostsSubscription;

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
            desc = "Only in this state; published when missing. Drafts and scheduled ones, the next first, are one's own, and for editors everyone's."
        )]
        status: Option<PostStatus>,
        #[graphql(desc = "Only of the series of this name.")] series: Option<String>,
        #[graphql(
            desc = "Only what is deleted and can be restored, the last deleted first, in any state unless one is named."
        )]
        deleted: Option<bool>,
    ) -> Result<Option<PostConnection>, Failure> {
        let (filter, args) =
            (filter(author.as_deref(), tag, status, series, deleted)?, page_args(first, after, last, before));
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
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Post::from(posts::create(&cx, &input.into()).await?))).await
    }

    /// Changes a post.
    async fn update_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "What is absent stays, null clears.")] input: UpdatePostInput,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let work = async move |cx| Ok(Post::from(Box::pin(posts::update(&cx, id, &input.into(), &expected)).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Deletes a post. Answers true.
    async fn delete_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        once(ctx, idempotency_key, async move |cx| posts::delete(&cx, id, &expected).await.map(|()| true)).await
    }

    /// Publishes a post: at once, or at a time that may be changed until then by doing it again. The answer carries the receipt
    /// of the job that tells the author's followers, or of the one that publishes the post at its time.
    async fn publish_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "When; at once when missing.")] input: Option<PublishPostInput>,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<PublishedPost>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let how = input.unwrap_or_default().into();
        let work = async move |cx| PublishedPost::of(&cx, posts::publish(&cx, id, &how, &expected).await?).await;
        once(ctx, idempotency_key, work).await
    }

    /// Makes a published or scheduled post a draft again: at once, or at a time that may be changed until then by doing it
    /// again.
    async fn unpublish_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "When; at once when missing.")] input: Option<UnpublishPostInput>,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let at = input.and_then(|input| input.unpublish_at).map(|at| at.0);
        let work = async move |cx| Ok(Post::from(posts::unpublish(&cx, id, at, &expected).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Takes back what is planned for a post: one that waits to be published is a draft again, one that is published stays so.
    async fn cancel_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let work = async move |cx| Ok(Post::from(posts::cancel_schedule(&cx, id, &expected).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Shows what a source will look like as a post. Changes nothing.
    async fn preview_markdown(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The source.")] input: PreviewMarkdownInput,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<MarkdownPreview>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(posts::preview(cx(ctx)?, &input.markdown).await?.into()))
    }
}

#[Subscription]
impl PostsSubscription {
    /// Posts as they are published.
    async fn post_published(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<Option<Post>, Failure>>, Failure> {
        let post = |update| if let Update::Post(post) = update { Some(Post::from(*post)) } else { None };
        follow(ctx, Topic::Feed, post).await
    }
}

//! Comments in GraphQL.

use async_graphql::{Context, ID, Object, Subscription};
use futures::Stream;
use presswork_domain::{
    comments, ids,
    realtime::{Topic, Update},
};

use super::{
    dto::{Comment, CommentSort},
    inputs::{CreateCommentInput, UpdateCommentInput},
};
use crate::{
    failure::Failure,
    graphql::{
        args::{expected, page_args},
        cx,
        follow::follow,
        look_ahead::comments_selected,
        once::once,
    },
    page::{CommentConnection, CommentRevisionConnection},
};

/// Queries of comments.
#[derive(Default)]
pub struct CommentsQuery;

/// Mutations of comments.
#[derive(Default)]
pub struct CommentsMutation;

/// Subscriptions of comments.
#[derive(Default)]
pub struct CommentsSubscription;

#[Object]
impl CommentsQuery {
    /// The comments that answer a post itself; their replies are lists of their own.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...` or a slug")] post: ID,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "In which order; the oldest first when missing.")] sort: Option<CommentSort>,
    ) -> Result<Option<CommentConnection>, Failure> {
        let (sort, args) = (sort.map(Into::into).unwrap_or_default(), page_args(first, after, last, before));
        Ok(Some(comments::list(cx(ctx)?, &post.parse()?, sort, &args, comments_selected(ctx)).await?.into()))
    }

    /// One comment.
    async fn comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`comment_...`")] id: ID,
    ) -> Result<Option<Comment>, Failure> {
        Ok(Some(comments::get(cx(ctx)?, ids::parse(&id)?, comments_selected(ctx)).await?.into()))
    }

    /// The replies to a comment.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn comment_replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`comment_...`")] id: ID,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "In which order; the oldest first when missing.")] sort: Option<CommentSort>,
    ) -> Result<Option<CommentConnection>, Failure> {
        let (sort, args) = (sort.map(Into::into).unwrap_or_default(), page_args(first, after, last, before));
        Ok(Some(comments::replies(cx(ctx)?, ids::parse(&id)?, sort, &args, comments_selected(ctx)).await?.into()))
    }

    /// What a comment said before its changes, the latest first. For its author and for moderators.
    async fn comment_revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`comment_...`")] id: ID,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<CommentRevisionConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(comments::revisions(cx(ctx)?, ids::parse(&id)?, &args).await?.into()))
    }
}

#[Object]
impl CommentsMutation {
    /// Comments on a post, or answers a comment on it.
    async fn create_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] post: ID,
        #[graphql(desc = "The comment.")] input: CreateCommentInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Comment>, Failure> {
        let post = ids::parse(&post)?;
        let work = async move |cx| Ok(Comment::from(comments::create(&cx, post, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Changes the text of a comment; the one before is kept.
    async fn update_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`comment_...`")] id: ID,
        #[graphql(desc = "What is absent stays.")] input: UpdateCommentInput,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Comment>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        let work = async move |cx| Ok(Comment::from(comments::update(&cx, id, &input.into(), &expected).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Deletes a comment. Where somebody has answered it, a gap stays. Answers true.
    async fn delete_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`comment_...`")] id: ID,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let (id, expected) = (ids::parse(&id)?, expected(if_match.as_deref())?);
        once(ctx, idempotency_key, async move |cx| comments::delete(&cx, id, &expected).await.map(|()| true)).await
    }

    /// Says what one feels about a comment. Saying it twice is saying it once.
    async fn react_to_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`comment_...`")] id: ID,
        #[graphql(desc = "A kind of reaction.")] kind: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Comment>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| Ok(Comment::from(comments::react(&cx, id, &kind).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Takes a reaction to a comment back; there need not be one.
    async fn unreact_to_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`comment_...`")] id: ID,
        #[graphql(desc = "A kind of reaction.")] kind: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Comment>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| Ok(Comment::from(comments::unreact(&cx, id, &kind).await?));
        once(ctx, idempotency_key, work).await
    }
}

#[Subscription]
impl CommentsSubscription {
    /// Comments on a post, and replies to them, as they are written.
    async fn comment_added(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
    ) -> Result<impl Stream<Item = Result<Option<Comment>, Failure>>, Failure> {
        let comment = |update| if let Update::Comment(comment) = update { Some(Comment::from(*comment)) } else { None };
        follow(ctx, Topic::Post(ids::parse(&id)?), comment).await
    }
}

//! What readers do with posts, and closing them to comments, in GraphQL.

use async_graphql::{Context, ID, Object, Subscription};
use futures::Stream;
use presswork_domain::{
    ids, posts,
    realtime::{Topic, Update},
};

use super::dto::Post;
use crate::{
    blueprints::reactions::dto::PostReactions,
    failure::Failure,
    graphql::{follow::follow, once::once},
};

/// Mutations of what surrounds a post.
#[derive(Default)]
pub struct CommunityMutation;

/// Subscriptions of what surrounds a post.
#[derive(Default)]
pub struct CommunitySubscription;

#[Object]
impl CommunityMutation {
    /// Says what one feels about a post. Saying it twice is saying it once.
    async fn react_to_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "A kind of reaction.")] kind: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Post::from(posts::react(&cx, id, &kind).await?))).await
    }

    /// Takes a reaction to a post back; there need not be one.
    async fn unreact_to_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "A kind of reaction.")] kind: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Post::from(posts::unreact(&cx, id, &kind).await?))).await
    }

    /// Closes a post to comments; those that are there stay.
    async fn lock_comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Post::from(posts::lock_comments(&cx, id).await?))).await
    }

    /// Opens a post to comments again.
    async fn unlock_comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Post>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Post::from(posts::unlock_comments(&cx, id).await?))).await
    }
}

#[Subscription]
impl CommunitySubscription {
    /// What people feel about a post: as it is at first, then whenever it has changed, at most five times a second.
    async fn reactions_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`post_...`")] id: ID,
    ) -> Result<impl Stream<Item = Result<Option<PostReactions>, Failure>>, Failure> {
        let reactions = |update| match update {
            Update::Reactions(post, reactions) => Some(PostReactions::of(post, reactions)),
            _ => None,
        };
        follow(ctx, Topic::Post(ids::parse(&id)?), reactions).await
    }
}

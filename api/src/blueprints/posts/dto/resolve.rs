//! What of a post is fetched once somebody asks for it.

use async_graphql::{ComplexObject, Context};

use super::post::Post;
use crate::{
    blueprints::{
        comments::dto::CommentSort, posts::cover::CoverImage, reactions::dto::ReactionCount, tags::dto::Tag,
        users::dto::User,
    },
    failure::Failure,
    graphql::{
        args::{nested, page_args},
        loaders,
        quick::Plain,
    },
    page::CommentConnection,
};

#[ComplexObject]
impl Post {
    /// The source in Markdown; null for those who may not edit the post.
    async fn markdown(&self, ctx: &Context<'_>) -> Result<Option<String>, Failure> {
        match &self.html {
            Some(_) => Ok(self.markdown.clone()),
            None => Ok(loaders::text_of(ctx, &self.id).await?.markdown),
        }
    }

    /// The source rendered to HTML that is safe to put into a page.
    async fn html(&self, ctx: &Context<'_>) -> Result<String, Failure> {
        match &self.html {
            Some(html) => Ok(html.clone()),
            None => Ok(loaders::text_of(ctx, &self.id).await?.html),
        }
    }

    /// Who wrote it. In REST, only when included.
    async fn author(&self, ctx: &Context<'_>) -> Result<User, Failure> {
        match &self.author {
            Some(author) => Ok(author.clone()),
            None => loaders::user(ctx, &self.author_id).await,
        }
    }

    /// Its picture; null when it has none, and in REST when it is not included.
    async fn cover_image(&self, ctx: &Context<'_>) -> Result<Option<CoverImage>, Failure> {
        match (&self.cover_image, &self.cover_id) {
            (None, Some(id)) => loaders::cover(ctx, id).await,
            (cover, _) => Ok(cover.clone()),
        }
    }

    /// What it is about, in the author's order. In REST, only when included.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Vec<Tag>, Failure> {
        match &self.tags {
            Some(tags) => Ok(tags.clone()),
            None => loaders::tags_of(ctx, &self.id).await,
        }
    }

    /// What people felt about it, the most frequent first. In REST, only when included.
    async fn reactions(&self, ctx: &Context<'_>) -> Result<Vec<ReactionCount>, Failure> {
        match &self.reactions {
            Some(reactions) => Ok(reactions.clone()),
            None => loaders::reactions_to_post(ctx, &self.id).await,
        }
    }

    /// The comments that answer it; their replies are lists of their own.
    #[graphql(complexity = "nested(first, last, child_complexity)")]
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "In which order; the oldest first when missing.")] sort: Option<CommentSort>,
    ) -> Result<CommentConnection, Failure> {
        let (sort, args) = (sort.map(Into::into).unwrap_or_default(), page_args(first, after, last, before));
        loaders::comments_on(ctx, &self.id, sort, &args).await
    }
}

impl Plain for Post {
    /// What was not fetched is null to REST.
    fn resolves(&self, member: &str) -> bool {
        (matches!(member, "markdown" | "html") && self.html.is_none()) || member == "coverImage"
    }
}

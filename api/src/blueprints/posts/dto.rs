//! Posts as clients see them.

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use presswork_domain::posts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    blueprints::{
        comments::dto::{Comment, CommentSort},
        posts::{cover::CoverImage, preview::Heading},
        reactions::dto::ReactionCount,
        tags::dto::Tag,
        users::dto::User,
    },
    failure::Failure,
    graphql::{
        args::{nested, page_args},
        loaders,
        quick::Plain,
    },
    page::{CommentConnection, List},
    scalars::Time,
};

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase")]
pub enum PostStatus {
    /// Being written.
    Draft,
    /// Written, and to be published at a time.
    Scheduled,
    /// For everyone to read.
    Published,
    /// Published, and taken out of sight by moderators; its author and editors see it.
    Hidden,
}

impl From<posts::PostStatus> for PostStatus {
    fn from(status: posts::PostStatus) -> Self {
        match status {
            posts::PostStatus::Draft => Self::Draft,
            posts::PostStatus::Scheduled => Self::Scheduled,
            posts::PostStatus::Published => Self::Published,
            posts::PostStatus::Hidden => Self::Hidden,
        }
    }
}

impl From<PostStatus> for posts::PostStatus {
    fn from(status: PostStatus) -> Self {
        match status {
            PostStatus::Draft => Self::Draft,
            PostStatus::Scheduled => Self::Scheduled,
            PostStatus::Published => Self::Published,
            PostStatus::Hidden => Self::Hidden,
        }
    }
}

/// Why a plan for a post was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "snake_case")]
#[graphql(rename_items = "snake_case")]
pub enum PlanProblem {
    /// The account of who made it was suspended.
    AccountSuspended,
    /// The account of who made it was being deleted.
    AccountLeaving,
    /// Who made it had not the right any more.
    Forbidden,
    /// There was nothing to read.
    Empty,
}

impl From<posts::PlanProblem> for PlanProblem {
    fn from(problem: posts::PlanProblem) -> Self {
        match problem {
            posts::PlanProblem::AccountSuspended => Self::AccountSuspended,
            posts::PlanProblem::AccountLeaving => Self::AccountLeaving,
            posts::PlanProblem::Forbidden => Self::Forbidden,
            posts::PlanProblem::Empty => Self::Empty,
        }
    }
}

/// A post.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Post {
    /// The public id.
    #[schema(value_type = String, example = "post_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Who wrote it, by id.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub author_id: ID,
    /// Who wrote it. In REST, only when included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub author: Option<User>,
    /// The heading.
    #[schema(example = "Hello, world")]
    pub title: String,
    /// The current name in addresses.
    #[schema(example = "hello-world")]
    pub slug: String,
    /// The source in Markdown; null for those who may not edit the post.
    #[schema(example = "It *works*.")]
    #[graphql(skip)]
    pub markdown: Option<String>,
    /// The source rendered to HTML that is safe to put into a page.
    #[schema(value_type = String, example = "<p>It <em>works</em>.</p>\n")]
    #[graphql(skip)]
    pub html: Option<String>,
    /// The beginning as plain text.
    #[schema(example = "It works.")]
    pub excerpt: String,
    /// How many words it has.
    #[schema(example = 2)]
    pub word_count: u32,
    /// How many minutes it takes to read.
    #[schema(example = 1)]
    pub reading_minutes: u32,
    /// Its headings in their order, at most 200.
    pub table_of_contents: Vec<Heading>,
    /// Where it was published first; null when here.
    #[schema(example = "https://example.org/hello")]
    pub canonical_url: Option<String>,
    /// The heading for search engines; null when it is `title`.
    #[schema(example = "Hello, world")]
    pub meta_title: Option<String>,
    /// The description for search engines; null when it is `excerpt`.
    #[schema(example = "What this is about.")]
    pub meta_description: Option<String>,
    /// The heading where it is shared; null when it is `title`.
    #[schema(example = "Hello, world")]
    pub social_title: Option<String>,
    /// The description where it is shared; null when it is `excerpt`.
    #[schema(example = "What this is about.")]
    pub social_description: Option<String>,
    /// The picture where it is shared; null when it is `coverImage`.
    #[schema(example = "https://example.org/hello.png")]
    pub social_image: Option<String>,
    /// Its picture; null when it has none, and in REST when it is not included.
    #[graphql(skip)]
    pub cover_image: Option<CoverImage>,
    #[serde(skip)]
    #[graphql(skip)]
    cover_id: Option<ID>,
    /// The series that it belongs to.
    #[schema(example = "First steps")]
    pub series: Option<String>,
    /// Its place there.
    #[schema(example = 1)]
    pub series_position: Option<i32>,
    /// Where it stands.
    pub status: PostStatus,
    /// What it is about, in the author's order. In REST, only when included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub tags: Option<Vec<Tag>>,
    /// What people felt about it, the most frequent first. In REST, only when included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub reactions: Option<Vec<ReactionCount>>,
    /// The comments that answer it, a page of them. In REST, only when included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub comments: Option<List<Comment>>,
    /// How many comments it has.
    #[schema(example = 0)]
    pub comment_count: u32,
    /// Whether it is closed to comments.
    #[schema(example = false)]
    pub comments_locked: bool,
    /// Counts the writes; starts at 1.
    #[schema(example = 1, minimum = 1)]
    pub version: i64,
    /// When it was published; null for a draft that never was.
    pub published_at: Option<Time>,
    /// When it is to be published; null when nothing is planned, and for those who may not edit the post.
    pub publish_at: Option<Time>,
    /// Whether it is mailed to those who subscribe to newsletters when its time comes; false when nothing is planned, and for those who
    /// may not edit the post.
    #[schema(example = false)]
    pub publish_as_newsletter: bool,
    /// When it is to be withdrawn; null when nothing is planned, and for those who may not edit the post.
    pub unpublish_at: Option<Time>,
    /// For when the last plan was whose time has come; null when there was none, and for those who may not edit the post.
    pub planned_for: Option<Time>,
    /// Why that plan was not kept; null when it was, and for those who may not edit the post.
    pub plan_problem: Option<PlanProblem>,
    /// When it was begun.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
    /// When moderators took it out of sight; null for what others see.
    pub hidden_at: Option<Time>,
    /// When it was deleted; null but in the list of what is deleted.
    pub deleted_at: Option<Time>,
}

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

impl From<posts::Post> for Post {
    fn from(post: posts::Post) -> Self {
        Self {
            id: post.id.to_string().into(),
            author_id: post.author_id.to_string().into(),
            author: post.author.map(User::from),
            title: post.title,
            slug: post.slug,
            markdown: post.markdown,
            html: post.html,
            excerpt: post.excerpt,
            word_count: post.details.words,
            reading_minutes: post.details.reading_minutes(),
            table_of_contents: post.details.contents.into_iter().map(Heading::from).collect(),
            canonical_url: post.details.canonical_url,
            meta_title: post.details.meta_title,
            meta_description: post.details.meta_description,
            social_title: post.details.social_title,
            social_description: post.details.social_description,
            social_image: post.details.social_image,
            cover_image: post.cover.and_then(CoverImage::of),
            cover_id: post.cover_id.map(|id| id.to_string().into()),
            series: post.details.series,
            series_position: post.details.series_position,
            status: post.status.into(),
            tags: post.tags.map(|tags| tags.into_iter().map(Tag::from).collect()),
            reactions: post.reactions.map(|all| all.into_iter().map(ReactionCount::from).collect()),
            comments: None,
            comment_count: post.comment_count,
            comments_locked: post.comments_locked,
            version: post.version,
            published_at: post.published_at.map(Time::from),
            publish_at: post.plans.publish_at.map(Time::from),
            publish_as_newsletter: post.plans.newsletter,
            unpublish_at: post.plans.unpublish_at.map(Time::from),
            planned_for: post.plans.settled_for.map(Time::from),
            plan_problem: post.plans.problem.map(PlanProblem::from),
            created_at: post.created_at.into(),
            updated_at: post.updated_at.into(),
            hidden_at: post.hidden_at.map(Time::from),
            deleted_at: post.deleted_at.map(Time::from),
        }
    }
}

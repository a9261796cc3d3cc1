//! Posts as clients see them.

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use presswork_domain::{Context as Cx, Result, ids::JobId, jobs, posts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    blueprints::{jobs::dto::Job, tags::dto::Tag, users::dto::User},
    failure::Failure,
    graphql::loaders,
    scalars::Time,
};

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase")]
pub enum PostStatus {
    /// Being written.
    Draft,
    /// For everyone to read.
    Published,
}

impl From<posts::PostStatus> for PostStatus {
    fn from(status: posts::PostStatus) -> Self {
        match status {
            posts::PostStatus::Draft => Self::Draft,
            posts::PostStatus::Published => Self::Published,
        }
    }
}

impl From<PostStatus> for posts::PostStatus {
    fn from(status: PostStatus) -> Self {
        match status {
            PostStatus::Draft => Self::Draft,
            PostStatus::Published => Self::Published,
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
    pub markdown: Option<String>,
    /// The source rendered to HTML that is safe to put into a page.
    #[schema(example = "<p>It <em>works</em>.</p>\n")]
    pub html: String,
    /// The beginning as plain text.
    #[schema(example = "It works.")]
    pub excerpt: String,
    /// Where it stands.
    pub status: PostStatus,
    /// What it is about, in the author's order. In REST, only when included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub tags: Option<Vec<Tag>>,
    /// Counts the writes; starts at 1.
    #[schema(example = 1, minimum = 1)]
    pub version: i64,
    /// When it was published; null for a draft that never was.
    pub published_at: Option<Time>,
    /// When it was begun.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

#[ComplexObject]
impl Post {
    /// Who wrote it. In REST, only when included.
    async fn author(&self, ctx: &Context<'_>) -> Result<User, Failure> {
        match &self.author {
            Some(author) => Ok(author.clone()),
            None => loaders::user(ctx, &self.author_id).await,
        }
    }

    /// What it is about, in the author's order. In REST, only when included.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Vec<Tag>, Failure> {
        match &self.tags {
            Some(tags) => Ok(tags.clone()),
            None => loaders::tags_of(ctx, &self.id).await,
        }
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
            status: post.status.into(),
            tags: post.tags.map(|tags| tags.into_iter().map(Tag::from).collect()),
            version: post.version,
            published_at: post.published_at.map(Time::from),
            created_at: post.created_at.into(),
            updated_at: post.updated_at.into(),
        }
    }
}

/// A published post, and the receipt of the job that tells the author's followers.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedPost {
    /// The post.
    pub post: Post,
    /// The job that tells the followers.
    pub job: Job,
}

impl PublishedPost {
    /// What publishing answered, with the receipt read.
    pub async fn of(cx: &Cx, (post, job): (posts::Post, JobId)) -> Result<Self> {
        Ok(Self { post: post.into(), job: jobs::get(cx, job).await?.into() })
    }
}

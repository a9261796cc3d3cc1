//! A post.

use async_graphql::{ID, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{plan_problem::PlanProblem, status::PostStatus};
use crate::{
    blueprints::{
        comments::dto::Comment,
        posts::{cover::CoverImage, preview::Heading},
        reactions::dto::ReactionCount,
        tags::dto::Tag,
        users::dto::User,
    },
    page::List,
    scalars::Time,
};

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
    pub(super) cover_id: Option<ID>,
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

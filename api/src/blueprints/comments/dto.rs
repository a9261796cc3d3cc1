//! Comments as clients see them.

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use presswork_domain::comments;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    blueprints::{reactions::dto::ReactionCount, users::dto::User},
    failure::Failure,
    graphql::{loaders, quick::Plain},
    scalars::Time,
};

/// In which order to list comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase")]
pub enum CommentSort {
    /// As the conversation went.
    Oldest,
    /// The latest first.
    Newest,
    /// The most reactions first.
    Top,
}

impl From<CommentSort> for comments::CommentSort {
    fn from(sort: CommentSort) -> Self {
        match sort {
            CommentSort::Oldest => Self::Oldest,
            CommentSort::Newest => Self::Newest,
            CommentSort::Top => Self::Top,
        }
    }
}

/// What somebody answered to a post, or to another comment on it.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Comment {
    /// The public id.
    #[schema(value_type = String, example = "comment_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The post it stands under.
    #[schema(value_type = String, example = "post_01h455vb4pex5vsknk084sn02q")]
    pub post_id: ID,
    /// The comment it answers; null for one that answers the post.
    #[schema(value_type = Option<String>)]
    pub parent_id: Option<ID>,
    /// How deep it stands; 0 answers the post.
    #[schema(example = 0)]
    pub depth: u32,
    /// Who wrote it, by id; null once it is deleted.
    #[schema(value_type = Option<String>)]
    pub author_id: Option<ID>,
    /// Who wrote it; null once it is deleted. In REST, only when included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub author: Option<User>,
    /// The source in Markdown; null for those who may not edit the comment.
    #[schema(example = "Well *said*.")]
    pub markdown: Option<String>,
    /// The source rendered to HTML that is safe to put into a page; empty once it is deleted.
    #[schema(example = "<p>Well <em>said</em>.</p>\n")]
    pub html: String,
    /// How many replies it has.
    #[schema(example = 0)]
    pub reply_count: u32,
    /// What people felt about it, the most frequent first. In REST, only when included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub reactions: Option<Vec<ReactionCount>>,
    /// Whom it names with `@username`. In REST, only when included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub mentions: Option<Vec<User>>,
    /// Counts the writes; starts at 1.
    #[schema(example = 1, minimum = 1)]
    pub version: i64,
    /// When it was written.
    pub created_at: Time,
    /// When its text was last changed; null when it never was.
    pub edited_at: Option<Time>,
    /// When it was deleted; null for most.
    pub deleted_at: Option<Time>,
    /// When moderators took it out of sight: a gap for others than its author and moderators. Null for most.
    pub hidden_at: Option<Time>,
}

#[ComplexObject]
impl Comment {
    /// Who wrote it; null once it is deleted. In REST, only when included.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<User>, Failure> {
        match (&self.author, &self.author_id) {
            (None, Some(id)) => loaders::user(ctx, id).await.map(Some),
            (author, _) => Ok(author.clone()),
        }
    }

    /// What people felt about it, the most frequent first. In REST, only when included.
    async fn reactions(&self, ctx: &Context<'_>) -> Result<Vec<ReactionCount>, Failure> {
        match &self.reactions {
            Some(reactions) => Ok(reactions.clone()),
            None => loaders::reactions_to_comment(ctx, &self.id).await,
        }
    }

    /// Whom it names with `@username`. In REST, only when included.
    async fn mentions(&self, ctx: &Context<'_>) -> Result<Vec<User>, Failure> {
        match &self.mentions {
            // Nobody is named by what is out of sight.
            _ if self.author_id.is_none() => Ok(Vec::new()),
            Some(people) => Ok(people.clone()),
            None => loaders::mentioned_in(ctx, &self.id).await,
        }
    }
}

impl Plain for Comment {
    fn resolves(&self, _: &str) -> bool {
        false
    }
}

impl From<comments::Comment> for Comment {
    fn from(comment: comments::Comment) -> Self {
        Self {
            id: comment.id.to_string().into(),
            post_id: comment.post_id.to_string().into(),
            parent_id: comment.parent_id.map(|id| id.to_string().into()),
            depth: comment.depth,
            author_id: comment.author_id.map(|id| id.to_string().into()),
            author: comment.author.map(User::from),
            markdown: comment.markdown,
            html: comment.html,
            reply_count: comment.reply_count,
            reactions: comment.reactions.map(|all| all.into_iter().map(ReactionCount::from).collect()),
            mentions: comment.mentions.map(|all| all.into_iter().map(User::from).collect()),
            version: comment.version,
            created_at: comment.created_at.into(),
            edited_at: comment.edited_at.map(Time::from),
            deleted_at: comment.deleted_at.map(Time::from),
            hidden_at: comment.hidden_at.map(Time::from),
        }
    }
}

/// What a comment said before a change.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentRevision {
    /// The version of the comment that said it.
    #[schema(example = 1, minimum = 1)]
    pub version: i64,
    /// The source in Markdown.
    #[schema(example = "Well *said*.")]
    pub markdown: String,
    /// The source rendered to HTML.
    #[schema(example = "<p>Well <em>said</em>.</p>\n")]
    pub html: String,
    /// When it was written.
    pub written_at: Time,
}

impl From<comments::CommentRevision> for CommentRevision {
    fn from(revision: comments::CommentRevision) -> Self {
        Self {
            version: revision.version,
            markdown: revision.markdown,
            html: revision.html,
            written_at: revision.written_at.into(),
        }
    }
}

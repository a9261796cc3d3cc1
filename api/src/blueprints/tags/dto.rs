//! Tags as clients see them.

use async_graphql::{ID, SimpleObject};
use presswork_domain::tags;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A tag.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    /// The public id.
    #[schema(value_type = String, example = "tag_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The current name in addresses; the former ones lead here.
    #[schema(example = "rust")]
    pub slug: String,
    /// The name for people.
    #[schema(example = "Rust")]
    pub name: String,
    /// What it is for, as plain text; may be empty.
    #[schema(example = "The programming language.")]
    pub description: String,
    /// How many published posts carry it.
    #[schema(example = 12)]
    pub post_count: u32,
    /// How many people follow it.
    #[schema(example = 7)]
    pub follower_count: u32,
    /// Whether one follows it; null for who has not logged in.
    #[schema(example = true)]
    pub following: Option<bool>,
}

impl From<tags::Tag> for Tag {
    fn from(tag: tags::Tag) -> Self {
        Self {
            id: tag.id.to_string().into(),
            slug: tag.slug,
            name: tag.name,
            description: tag.description,
            post_count: tag.post_count,
            follower_count: tag.follower_count,
            following: tag.following,
        }
    }
}

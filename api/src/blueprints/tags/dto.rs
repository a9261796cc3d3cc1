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
    /// The name in addresses.
    #[schema(example = "rust")]
    pub slug: String,
    /// The name for people.
    #[schema(example = "Rust")]
    pub name: String,
}

impl From<tags::Tag> for Tag {
    fn from(tag: tags::Tag) -> Self {
        Self { id: tag.id.to_string().into(), slug: tag.slug, name: tag.name }
    }
}

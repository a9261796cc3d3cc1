//! Bookmarks as clients see them.

use async_graphql::SimpleObject;
use presswork_domain::bookmarks;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{blueprints::posts::dto::Post, scalars::Time};

/// A post that one keeps for later.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bookmark {
    /// The post.
    pub post: Post,
    /// When the bookmark was set.
    pub created_at: Time,
}

impl From<bookmarks::Bookmark> for Bookmark {
    fn from(bookmark: bookmarks::Bookmark) -> Self {
        Self { post: bookmark.post.into(), created_at: bookmark.created_at.into() }
    }
}

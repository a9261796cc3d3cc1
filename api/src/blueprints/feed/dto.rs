//! Feeds as clients see them.

use async_graphql::Enum;
use presswork_domain::feed;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase")]
pub enum FeedKind {
    /// Posts of the people and with the tags that one follows, each once, the newest first.
    Home,
    /// All posts, the newest first.
    Latest,
    /// All posts, the most talked about first; what is new counts more.
    Trending,
}

impl From<FeedKind> for feed::FeedKind {
    fn from(kind: FeedKind) -> Self {
        match kind {
            FeedKind::Home => Self::Home,
            FeedKind::Latest => Self::Latest,
            FeedKind::Trending => Self::Trending,
        }
    }
}

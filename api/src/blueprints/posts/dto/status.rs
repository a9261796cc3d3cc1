//! Where posts stand.

use async_graphql::Enum;
use presswork_domain::posts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

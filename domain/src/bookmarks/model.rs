//! The value types of bookmarks.

use chrono::{DateTime, Utc};

use crate::posts::Post;

/// A post that somebody keeps for later.
#[derive(Debug, Clone)]
pub struct Bookmark {
    /// The post.
    pub post: Post,
    /// When it was set.
    pub created_at: DateTime<Utc>,
}

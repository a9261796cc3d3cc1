//! A comment that is made, and its row.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::rows::written;
use crate::ids::{CommentId, PostId, UserId};

/// A comment of somebody who has an account.
pub(in crate::imports) struct NewComment {
    pub id: CommentId,
    pub post: PostId,
    pub parent: Option<CommentId>,
    pub author: UserId,
    pub depth: u32,
    pub markdown: String,
    pub created_at: DateTime<Utc>,
}

impl NewComment {
    /// The row of `comments.jsonl`.
    pub(in crate::imports::translation) fn row(&self) -> Value {
        json!({
            "id": self.id.to_string(), "postId": self.post.to_string(),
            "parentId": self.parent.map(|id| id.to_string()), "authorId": self.author.to_string(), "depth": self.depth,
            "markdown": self.markdown, "version": 1, "createdAt": written(self.created_at), "editedAt": null,
            "hiddenAt": null, "deletedAt": null,
        })
    }
}

//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{CommentId, PostId, UserId},
    jobs::{Job, QueueName},
};

/// Tells somebody that another feels something about what they wrote.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TellOfReaction {
    /// Who wrote it.
    pub to: UserId,
    /// Who feels something about it.
    pub by: UserId,
    /// The post; for a comment, the one it stands under.
    pub post: PostId,
    /// The comment; none for the post itself.
    #[serde(default)]
    pub comment: Option<CommentId>,
}

impl Job for TellOfReaction {
    const KIND: &'static str = "reactions.tell";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 8;
    const TIMEOUT: Duration = Duration::from_mins(1);
    const PER_PERSON: bool = true;

    /// Several reactions of one person to one thing are told as one.
    fn unique_key(&self) -> Option<String> {
        let subject = self.comment.map_or_else(|| self.post.to_string(), |comment| comment.to_string());
        Some(format!("{subject}:{}", self.by))
    }
}

//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::CommentId,
    jobs::{Job, QueueName},
};

/// Tells those whom a comment concerns, as far as they have not been told of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TellOfComment {
    /// The comment.
    pub comment: CommentId,
    /// What it answers; none where that is what it stands below, if anything.
    #[serde(default)]
    pub answered: Option<CommentId>,
    /// Whether it was there before and says something else now: who is named hears of that, and nobody else.
    #[serde(default)]
    pub changed: bool,
}

impl Job for TellOfComment {
    const KIND: &'static str = "comments.tell";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 8;
    const TIMEOUT: Duration = Duration::from_mins(1);
    const PER_PERSON: bool = true;
}

//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{PostId, TagId},
    jobs::{GroupLimits, Job, QueueName},
};

/// Moves the posts and followers of a tag to another one, whose name its names lead to from then on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MergeTag {
    /// The tag that ends.
    pub from: TagId,
    /// The tag that goes on.
    pub into: TagId,
}

impl MergeTag {
    /// What holds while a tag is on its way into another.
    pub(super) fn key_of(from: TagId) -> String {
        from.to_string()
    }
}

impl Job for MergeTag {
    const KIND: &'static str = "tags.merge";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 20;
    const TIMEOUT: Duration = Duration::from_hours(1);
    const OWNER_MAY_CANCEL: bool = true;
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(1);

    fn unique_key(&self) -> Option<String> {
        Some(Self::key_of(self.from))
    }

    /// One after the other, in the order in which they were asked for, so that chains of them come out right.
    fn group(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Writes what is found of the posts with a tag that has another name now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReindexTag {
    /// The tag.
    pub tag: TagId,
}

impl ReindexTag {
    /// The step that keeps how far it has come.
    pub(crate) const AFTER: &'static str = "after";
}

impl Job for ReindexTag {
    const KIND: &'static str = "tags.reindex_posts";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 10;
    const TIMEOUT: Duration = Duration::from_hours(1);
}

/// Writes what is found of posts that have lost a tag.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReindexUntagged {
    /// The posts, at most 200.
    pub posts: Vec<PostId>,
}

impl ReindexUntagged {
    /// How many posts one job is about.
    pub(super) const MOST: usize = 200;
}

impl Job for ReindexUntagged {
    const KIND: &'static str = "tags.reindex_untagged";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 10;
    const TIMEOUT: Duration = Duration::from_mins(5);
}

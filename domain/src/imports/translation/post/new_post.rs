//! A post that is made.

use chrono::{DateTime, Utc};

use super::fingerprint::Fingerprint;
use crate::{
    ids::{PostId, UserId},
    imports::translation::NewTag,
};

/// A post.
pub(in crate::imports) struct NewPost {
    pub id: PostId,
    pub author: UserId,
    pub title: String,
    pub slug: String,
    /// Other names that lead to it.
    pub former_slugs: Vec<String>,
    pub standing: Standing,
    pub comments_locked: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub about: About,
    /// Each once, in their order.
    pub tags: Vec<NewTag>,
    pub markdown: String,
    /// What its source says where that is not what stands here: its name, its text, its picture and the like. See [`said`](super::said).
    pub said: Fingerprint,
}

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::imports) enum Standing {
    Draft,
    /// To be published at a time.
    Scheduled(DateTime<Utc>),
    /// Since when.
    Published(DateTime<Utc>),
}

impl Standing {
    /// Where a post stands now: what would be published at a time that is yet to come is a plan.
    pub(in crate::imports::translation) fn at(self, now: DateTime<Utc>) -> Self {
        match self {
            Self::Published(at) if at > now => Self::Scheduled(at),
            other => other,
        }
    }
}

/// What is said about a post, as far as it is something that posts can have.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::imports) struct About {
    pub excerpt: Option<String>,
    pub canonical_url: Option<String>,
    pub meta_title: Option<String>,
    pub meta_description: Option<String>,
    pub social_title: Option<String>,
    pub social_description: Option<String>,
    pub social_image: Option<String>,
}

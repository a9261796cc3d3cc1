//! A post as a file has it.

use chrono::{DateTime, Utc};

use crate::imports::{markdown::front_matter::Wrong, translation::NewTag};

/// A post as a file has it.
#[derive(Debug)]
pub(in crate::imports::markdown) struct Source {
    pub title: String,
    pub slug: String,
    pub published_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub excerpt: Option<String>,
    pub canonical_url: Option<String>,
    pub tags: Vec<NewTag>,
    pub markdown: String,
    /// Paths at which it stood there, besides those that follow from its name.
    pub paths: Vec<String>,
    /// Addresses at which it stood there, with their lines.
    pub former: Vec<(u64, String)>,
    /// What is not as it was, with the line.
    pub told: Vec<Wrong>,
}

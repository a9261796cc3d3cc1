//! A post as a file has it.

use chrono::{DateTime, Utc};

use crate::imports::{markdown::front_matter::Wrong, translation::NewTag};

/// What a slug comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::imports::markdown) enum SlugFrom {
    /// The file says it.
    FrontMatter,
    /// The file is called so, as others in other folders may be.
    Name,
    /// Nothing names it.
    Heading,
}

/// A post as a file has it.
#[derive(Debug)]
pub(in crate::imports::markdown) struct Source {
    pub title: String,
    pub slug: String,
    pub slug_from: SlugFrom,
    pub published_at: Option<DateTime<Utc>>,
    /// Until when it was to be seen there, with the line.
    pub ends: Option<(u64, DateTime<Utc>)>,
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

impl Source {
    /// Makes a draft of what nobody was to see any more there; that it is to end later is told.
    pub(in crate::imports::markdown) fn end(&mut self, now: DateTime<Utc>) {
        let Some((line, at)) = self.ends.filter(|_| self.published_at.is_some()) else { return };
        let why = if at > now {
            "its end is not planned; that can be done here"
        } else {
            self.published_at = None;
            "it has ended, and comes as a draft"
        };
        self.told.push((line, why.to_owned()));
    }
}

//! The value types of posts.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::{Details, Plans};
use crate::{
    Error, Result,
    fault::Refusal,
    ids::{MediaId, PostId, UserId},
    media::Media,
    reactions::ReactionCount,
    slug,
    tags::Tag,
    text,
    users::{User, UserRef},
};

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostStatus {
    /// Being written.
    Draft,
    /// Written, and to be published at a time.
    Scheduled,
    /// For everyone to read.
    Published,
    /// Published, and taken out of sight by moderators.
    Hidden,
}

impl PostStatus {
    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Hidden => "hidden",
        }
    }
}

impl FromStr for PostStatus {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        [Self::Draft, Self::Scheduled, Self::Published, Self::Hidden]
            .into_iter()
            .find(|status| status.as_str() == name)
            .ok_or_else(|| Error::internal(format!("unknown post status {name:?}")))
    }
}

/// A post, with the relations that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The public id.
    pub id: PostId,
    /// Who wrote it.
    pub author_id: UserId,
    /// The author, when asked for.
    pub author: Option<User>,
    /// Its cover, by id.
    pub cover_id: Option<MediaId>,
    /// The cover, when there is one and it was asked for.
    pub cover: Option<Media>,
    /// The heading.
    pub title: String,
    /// The current name in addresses.
    pub slug: String,
    /// The source; only for those who may edit the post, and where the text was asked for.
    pub markdown: Option<String>,
    /// The rendered source, safe to put into a page; none where the text was not asked for.
    pub html: Option<String>,
    /// The beginning as plain text.
    pub excerpt: String,
    /// Where it stands.
    pub status: PostStatus,
    /// The tags in their order, when asked for.
    pub tags: Option<Vec<Tag>>,
    /// What people felt about it, when asked for.
    pub reactions: Option<Vec<ReactionCount>>,
    /// How many comments it has.
    pub comment_count: u32,
    /// Whether it takes no more comments.
    pub comments_locked: bool,
    /// Counts the writes; starts at 1.
    pub version: i64,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// What surrounds the text.
    pub details: Details,
    /// What is planned for it; only for those who may edit the post.
    pub plans: Plans,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When moderators took it out of sight; none for what others see.
    pub hidden_at: Option<DateTime<Utc>>,
    /// When it was deleted; only deleted posts that are asked for as such have it.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// How much of a post is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// All but the text ([`Post::html`] and [`Post::markdown`]), which is most of it: for lists that don't show it.
    WithoutText,
    /// Neither the text nor, of [`Post::details`], what surrounds it (contents, addresses, headings for others, series).
    Summary,
}

/// What to fetch with a post: each relation costs at most one statement, whatever the size of the page.
#[expect(clippy::struct_excessive_bools, reason = "each relation is wanted or not, whatever the others are")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PostInclude {
    /// The author.
    pub author: bool,
    /// The tags.
    pub tags: bool,
    /// The reactions.
    pub reactions: bool,
    /// The cover, which costs a statement only where there is one.
    pub cover: bool,
    /// How much of the post itself.
    pub extent: Extent,
}

impl PostInclude {
    /// What decides about a post, and nothing that only readers want.
    pub const BARE: Self =
        Self { author: false, tags: false, reactions: false, cover: false, extent: Extent::WithoutText };
    /// The post itself, and nothing with it.
    pub const NONE: Self = Self { extent: Extent::Whole, ..Self::BARE };
    /// Everything there is.
    pub const ALL: Self = Self { author: true, tags: true, reactions: true, cover: true, extent: Extent::Whole };
}

/// Which posts to list.
#[derive(Debug, Clone, Default)]
pub struct PostFilter {
    /// Only by this person.
    pub author: Option<UserRef>,
    /// Only with the tag of this slug.
    pub tag: Option<String>,
    /// Only in this state; published when missing.
    pub status: Option<PostStatus>,
    /// Only of this series.
    pub series: Option<String>,
    /// Only what is deleted and can be restored, in any state unless one is named.
    pub deleted: bool,
}

/// The heading: 1 to 200 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// Most characters.
    pub const MAX: usize = 200;

    /// Checks a heading.
    ///
    /// # Errors
    /// `required`, `too_long` or `invalid_character`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        text::line(text, Self::MAX).map(Self)
    }

    /// One that was checked when it was kept.
    pub(super) const fn kept(text: String) -> Self {
        Self(text)
    }

    /// The heading.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The source: at most 200,000 characters, which is a long book chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markdown(String);

impl Markdown {
    /// Most characters.
    pub const MAX: usize = 200_000;

    /// Checks a source. It may be empty.
    ///
    /// # Errors
    /// `too_long` or `invalid_character`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        text::block(text, Self::MAX).map(Self)
    }

    /// One that was checked when it was kept.
    pub(super) const fn kept(text: String) -> Self {
        Self(text)
    }

    /// The source.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name in addresses, chosen by the author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slug(String);

impl Slug {
    /// Checks a slug.
    ///
    /// # Errors
    /// `too_long` or `invalid_format`. No slug reads like an id, because slugs have no underscore.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        slug::parse(text).map(Self)
    }

    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_taken_as_it_is_or_not_at_all() {
        assert_eq!(Slug::parse("hello-world").unwrap().as_str(), "hello-world");
        assert_eq!(Slug::parse("Hello World").unwrap_err().code, "invalid_format");
        assert_eq!(Slug::parse("post_01h2xcejqtf2nbrexx3vqjhp41").unwrap_err().code, "invalid_format");
    }
}

//! The value types of posts.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::{
    Error, Result,
    fault::{Faults, Refusal},
    ids::{PostId, UserId},
    patch::Patch,
    slug,
    tags::{Tag, TagSet},
    text,
    users::{User, UserRef},
};

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostStatus {
    /// Being written.
    Draft,
    /// For everyone to read.
    Published,
}

impl PostStatus {
    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }
}

impl FromStr for PostStatus {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        [Self::Draft, Self::Published]
            .into_iter()
            .find(|status| status.as_str() == name)
            .ok_or_else(|| Error::internal(format!("unknown post status {name:?}")))
    }
}

/// A post, with the relations that were asked for.
#[derive(Debug, Clone)]
pub struct Post {
    /// The public id.
    pub id: PostId,
    /// Who wrote it.
    pub author_id: UserId,
    /// The author, when asked for.
    pub author: Option<User>,
    /// The heading.
    pub title: String,
    /// The current name in addresses.
    pub slug: String,
    /// The source; only for those who may edit the post.
    pub markdown: Option<String>,
    /// The rendered source, safe to put into a page.
    pub html: String,
    /// The beginning as plain text.
    pub excerpt: String,
    /// Where it stands.
    pub status: PostStatus,
    /// The tags in their order, when asked for.
    pub tags: Option<Vec<Tag>>,
    /// Counts the writes; starts at 1.
    pub version: i64,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Which relations to fetch with a post: each costs one statement, whatever the size of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PostInclude {
    /// The author.
    pub author: bool,
    /// The tags.
    pub tags: bool,
}

impl PostInclude {
    /// Everything there is.
    pub const ALL: Self = Self { author: true, tags: true };
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
        if text.chars().count() > slug::SLUG_MAX {
            return Err(Refusal::new("too_long", format!("at most {} characters", slug::SLUG_MAX)));
        }
        if !slug::is_slug(text) {
            return Err(Refusal::new(
                "invalid_format",
                "lower-case letters a to z, digits and single hyphens between them",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an author sends to begin a post.
#[derive(Debug, Clone, Default)]
pub struct PostInput {
    /// The heading.
    pub title: String,
    /// The source; empty when missing.
    pub markdown: Option<String>,
    /// The tags, at most 10.
    pub tags: Option<Vec<String>>,
    /// The slug; made of the title when missing.
    pub slug: Option<String>,
}

/// The same, checked.
pub(super) struct NewPost {
    pub title: Title,
    pub markdown: Markdown,
    pub tags: TagSet,
    pub slug: Option<Slug>,
}

impl NewPost {
    pub(super) fn parse(input: &PostInput) -> Result<Self> {
        let mut faults = Faults::default();
        let title = faults.take("/title", Title::parse(&input.title));
        let markdown = faults.take("/markdown", Markdown::parse(input.markdown.as_deref().unwrap_or_default()));
        let tags = TagSet::parse(&mut faults, "/tags", input.tags.as_deref().unwrap_or_default());
        let slug = match &input.slug {
            Some(slug) => faults.take("/slug", Slug::parse(slug)).map(Some),
            None => Some(None),
        };
        let whole = title.zip(markdown).zip(tags).zip(slug);
        faults.finish(whole.map(|(((title, markdown), tags), slug)| Self { title, markdown, tags, slug }))
    }
}

/// What an author sends to change a post (RFC 7396).
#[derive(Debug, Clone, Default)]
pub struct PostPatchInput {
    /// The heading; can't be cleared.
    pub title: Patch<String>,
    /// The source; `null` empties it.
    pub markdown: Patch<String>,
    /// The tags; `null` removes them all.
    pub tags: Patch<Vec<String>>,
    /// The slug; `null` makes it of the title again.
    pub slug: Patch<String>,
}

/// The same, checked: what is `None` stays as it is.
#[derive(Debug, Default)]
pub struct PostPatch {
    pub(super) title: Option<Title>,
    pub(super) markdown: Option<Markdown>,
    pub(super) tags: Option<TagSet>,
    pub(super) slug: Patch<Slug>,
}

impl PostPatch {
    /// Whether nothing is mentioned; then nothing is written and no version counted.
    pub(super) const fn is_empty(&self) -> bool {
        self.title.is_none() && self.markdown.is_none() && self.tags.is_none() && !self.slug.is_mentioned()
    }

    pub(super) fn parse(input: &PostPatchInput) -> Result<Self> {
        let mut faults = Faults::default();
        let mut patch = Self::default();
        match &input.title {
            Patch::Absent => {}
            Patch::Null => faults.push("/title", "required", "a post needs a title"),
            Patch::Value(title) => patch.title = faults.take("/title", Title::parse(title)),
        }
        patch.markdown = match &input.markdown {
            Patch::Absent => None,
            Patch::Null => faults.take("/markdown", Markdown::parse("")),
            Patch::Value(source) => faults.take("/markdown", Markdown::parse(source)),
        };
        patch.tags = match &input.tags {
            Patch::Absent => None,
            Patch::Null => Some(TagSet::default()),
            Patch::Value(names) => TagSet::parse(&mut faults, "/tags", names),
        };
        patch.slug = match &input.slug {
            Patch::Absent => Patch::Absent,
            Patch::Null => Patch::Null,
            Patch::Value(slug) => faults.take("/slug", Slug::parse(slug)).map_or(Patch::Null, Patch::Value),
        };
        faults.finish(Some(patch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_a_new_post_are_reported_together() {
        let input = PostInput {
            title: String::new(),
            markdown: Some("a\0".into()),
            tags: Some(vec!["ok".into(), "!".into()]),
            slug: Some("No Slug".into()),
        };
        let Err(Error::Invalid(faults)) = NewPost::parse(&input) else { panic!("accepted") };
        let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/title", "/markdown", "/tags/1", "/slug"]);
    }

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        let patch = PostPatch::parse(&PostPatchInput { tags: Patch::Null, ..PostPatchInput::default() }).unwrap();
        assert_eq!(patch.tags, Some(TagSet::default()));
        assert!(patch.title.is_none() && !patch.slug.is_mentioned());
        let error = PostPatch::parse(&PostPatchInput { title: Patch::Null, ..PostPatchInput::default() }).unwrap_err();
        assert_eq!(error.detail(), "/title: a post needs a title");
    }

    #[test]
    fn a_slug_is_taken_as_it_is_or_not_at_all() {
        assert_eq!(Slug::parse("hello-world").unwrap().as_str(), "hello-world");
        assert_eq!(Slug::parse("Hello World").unwrap_err().code, "invalid_format");
        assert_eq!(Slug::parse("post_01h2xcejqtf2nbrexx3vqjhp41").unwrap_err().code, "invalid_format");
    }
}

//! What is asked, and what is found.

use chrono::{DateTime, Utc};

use crate::{
    ids::{CommentId, PostId, TagId, UserId},
    index::{Kind, Query},
    page::Page,
    users::UserRef,
};

/// What somebody looks for, unchecked.
#[derive(Debug, Clone, Default)]
pub struct SearchInput {
    /// The words, see [`Query`].
    pub q: String,
    /// Only things of this type; of all when missing.
    pub kind: Option<Kind>,
    /// Only posts and comments by this person.
    pub author: Option<UserRef>,
    /// Only posts with the tag that this slug leads to.
    pub tag: Option<String>,
}

/// What was looked for: checked.
#[derive(Debug, Clone)]
pub struct Looked {
    pub(super) query: Query,
    pub(super) kinds: Vec<Kind>,
    pub(super) author: Option<UserRef>,
    pub(super) tag: Option<String>,
}

/// Which thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitId {
    /// A post.
    Post(PostId),
    /// A comment.
    Comment(CommentId),
    /// A person.
    User(UserId),
    /// A tag.
    Tag(TagId),
}

/// A thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub id: HitId,
    /// What it is called: the title of a post, or of the post that a comment is on; the name of a person or a tag.
    pub title: String,
    /// The same as HTML, with what was looked for in `<mark>`.
    pub title_html: String,
    /// The part of its text that has most of what was looked for, as HTML with that in `<mark>`; may be empty.
    pub excerpt_html: String,
    /// Its name in addresses: of a comment that of its post, of a person the handle.
    pub slug: String,
    /// The post that a comment is on.
    pub post_id: Option<PostId>,
    /// Who wrote a post or a comment.
    pub author_id: Option<UserId>,
    /// The name of that person.
    pub author_name: Option<String>,
    /// When a post was published, a comment written; when a person joined.
    pub at: Option<DateTime<Utc>>,
}

/// A page of what was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The best first.
    pub page: Page<Hit>,
    /// What was looked for instead, because nothing matched.
    pub corrected: Option<String>,
    /// What was looked for in the end, for [`super::facets`].
    pub looked: Looked,
}

/// What the posts among the matches are about, and by whom; the most frequent first, at most ten of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Their tags.
    pub tags: Vec<TagFacet>,
    /// Who wrote them.
    pub authors: Vec<AuthorFacet>,
}

/// A tag of matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagFacet {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// How many posts among the matches have it.
    pub count: u32,
}

/// Somebody who wrote matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorFacet {
    /// The person.
    pub id: UserId,
    /// The handle.
    pub username: String,
    /// The name shown to people.
    pub display_name: String,
    /// How many posts among the matches they wrote.
    pub count: u32,
}

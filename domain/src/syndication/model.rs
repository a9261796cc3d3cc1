//! Feeds and places.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{ids::PostId, posts::Post, tags::Tag, users::User};

/// Which feed is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// That of all posts.
    Site,
    /// That of the posts by the person with this handle.
    Author(String),
    /// That of the posts with the tag of this slug.
    Tag(String),
}

/// Whose feed it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Of the whole site.
    Site,
    /// Of an author.
    Author(Box<User>),
    /// Of a tag.
    Tag(Tag),
}

/// A feed before its posts are read: which they are, and a tag that is another one as soon as anything of it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Whose feed it is.
    pub about: About,
    /// A text that stands for exactly what the feed says.
    pub tag: String,
    pub(super) posts: Vec<(PostId, i64)>,
    pub(super) updated: DateTime<Utc>,
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its id for ever.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// Whose it is.
    pub about: About,
    /// When one of its posts was changed last.
    pub updated: DateTime<Utc>,
    /// The newest posts, with author and tags.
    pub posts: Vec<Post>,
    /// Whether these are the posts of the outline: none of them was changed in between.
    pub as_outlined: bool,
}

/// A page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The post.
    pub id: PostId,
    /// Its address; none for a post that was published elsewhere first.
    pub url: Option<String>,
    /// When it was changed last.
    pub modified: DateTime<Utc>,
}

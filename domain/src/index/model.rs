//! What can be found, and the texts that it is found by.

use std::str::FromStr;

use uuid::Uuid;

use super::Words;
use crate::{
    Error,
    ids::{CommentId, PostId, TagId, UserId},
    platform::plain,
};

/// A type of things that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A published post.
    Post,
    /// A comment.
    Comment,
    /// A person.
    User,
    /// A tag.
    Tag,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Post, Self::Comment, Self::User, Self::Tag];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Comment => "comment",
            Self::User => "user",
            Self::Tag => "tag",
        }
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown kind of entry {name:?}")))
    }
}

/// How much of a text is looked in: what PostgreSQL takes into one vector, twice over.
const WORDS: usize = 40_000;
const BYTES: usize = 240_000;

/// A thing and the words by which it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub(super) kind: Kind,
    pub(super) id: Uuid,
    /// The post with which it goes.
    pub(super) post: Option<Uuid>,
    /// Who has written a post.
    pub(super) author: Option<Uuid>,
    pub(super) heading: String,
    pub(super) tags: String,
    pub(super) body: String,
}

impl Entry {
    /// A post of this person: its title, the names of its tags, its text as HTML.
    #[must_use]
    pub fn post(id: PostId, author: UserId, title: &str, tags: &str, html: &str) -> Self {
        let (post, author) = (Some(id.uuid()), Some(author.uuid()));
        let (tags, body) = (words(tags), words(&plain::text(html)));
        Self { kind: Kind::Post, id: id.uuid(), post, author, heading: words(title), tags, body }
    }

    /// A comment on a post: its text as HTML.
    #[must_use]
    pub fn comment(id: CommentId, post: PostId, html: &str) -> Self {
        let post = Some(post.uuid());
        let body = words(&plain::text(html));
        let (heading, tags) = (String::new(), String::new());
        Self { kind: Kind::Comment, id: id.uuid(), post, author: None, heading, tags, body }
    }

    /// A person: their handle and name, and what they say about themselves.
    #[must_use]
    pub fn user(id: UserId, username: &str, display_name: &str, bio: &str) -> Self {
        let heading = words(&format!("{display_name} {username}"));
        let (tags, body) = (String::new(), words(bio));
        Self { kind: Kind::User, id: id.uuid(), post: None, author: None, heading, tags, body }
    }

    /// A tag: its name.
    #[must_use]
    pub fn tag(id: TagId, name: &str) -> Self {
        let (tags, body) = (String::new(), String::new());
        Self { kind: Kind::Tag, id: id.uuid(), post: None, author: None, heading: words(name), tags, body }
    }
}

fn words(text: &str) -> String {
    Words::of(text, WORDS).spaced(BYTES).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_found_by_what_is_to_be_read_of_it() {
        let (id, author) = (PostId::from_uuid(Uuid::from_u128(1)), UserId::from_uuid(Uuid::from_u128(2)));
        let entry = Entry::post(
            id,
            author,
            "Grüße!",
            "Web Dev",
            "<p class=\"x\">It <em>works</em> &amp; it has</p><p>tags</p>",
        );
        let texts = (entry.heading.as_str(), entry.tags.as_str(), entry.body.as_str());
        assert_eq!(texts, ("grusse", "web dev", "it works it has tags"));
    }

    #[test]
    fn a_text_is_looked_in_as_far_as_a_vector_goes() {
        let id = CommentId::from_uuid(Uuid::from_u128(1));
        let entry = Entry::comment(id, PostId::from_uuid(Uuid::from_u128(2)), &"字".repeat(200_000));
        assert!(entry.body.len() <= BYTES, "{}", entry.body.len());
        let entry = Entry::comment(id, PostId::from_uuid(Uuid::from_u128(2)), &"word ".repeat(100_000));
        assert_eq!(entry.body.split(' ').count(), WORDS);
    }
}

//! What is found in an export.

use std::collections::HashMap;

use crate::{
    ids::PostId,
    imports::{
        ghost::{rows::Row, shelf::Shelf},
        translation::{Document, Findings, Id, Kept, Links, Person},
    },
};

/// An export, gone through once.
pub(in crate::imports) struct Survey {
    pub(in crate::imports::ghost) document: Document,
    /// Who wrote in it, by their ids there.
    pub people: Vec<(String, Person)>,
    /// The names of its posts.
    pub links: Links,
    /// The posts whose slugs it does not name, and their places among links.
    pub made: Vec<(PostId, u32)>,
    /// Former names of posts, by their places among links.
    pub(in crate::imports::ghost) former: HashMap<u32, Vec<String>>,
    /// Redirects that can't be kept.
    pub(in crate::imports::ghost) findings: Findings,
    /// Tags, by their ids; none of those that only themes see.
    pub(in crate::imports::ghost) tags: HashMap<u128, Tag>,
    /// The tags of posts, by ids, with their places.
    pub(in crate::imports::ghost) tagged: HashMap<u128, Vec<(i64, u128)>>,
    /// The first author of each post, by ids, with their place.
    pub(in crate::imports::ghost) authors: HashMap<u128, (i64, Box<str>)>,
    /// More about posts.
    pub(in crate::imports::ghost) more: Shelf,
    pub(super) kept: Kept,
}

/// A tag of an export, no longer than it has to be.
pub(in crate::imports::ghost) struct Tag {
    pub name: Box<str>,
    pub slug: Box<str>,
    /// HTML.
    pub description: Box<str>,
}

/// The id here of the post that has this one there.
pub(in crate::imports::ghost) fn post_id(id: &str) -> PostId {
    PostId::from_uuid(Id::of("post", &format!("ghost {id}")))
}

/// Whether a row of posts is a page.
pub(in crate::imports::ghost) fn is_page(row: &Row) -> bool {
    row.record.text("type") == Some("page") || row.record.is("page")
}

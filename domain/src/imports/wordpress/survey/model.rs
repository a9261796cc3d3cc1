//! What is found in an export.

use std::collections::HashMap;

use crate::{
    ids::PostId,
    imports::{
        translation::{Document, Findings, Links, Person, key},
        wordpress::shortcodes::Attachments,
    },
};

/// An export, gone through once.
pub(in crate::imports) struct Survey {
    pub(in crate::imports::wordpress) document: Document,
    /// Who wrote in it, by their logins.
    pub people: Vec<(String, Person)>,
    /// The logins of people by their numbers.
    pub(in crate::imports::wordpress) logins: HashMap<String, String>,
    /// The names of its posts.
    pub links: Links,
    /// The posts whose slugs it does not name, and their places among links.
    pub made: Vec<(PostId, u32)>,
    /// Former names of posts, by [`former_of`] their numbers.
    pub(in crate::imports::wordpress) former: HashMap<u128, Vec<String>>,
    /// Those that can't be kept.
    pub(in crate::imports::wordpress) findings: Findings,
    pub(in crate::imports::wordpress) attachments: Attachments,
    /// The base address of the site, as it stands there: what tells its posts from those of others.
    pub(in crate::imports::wordpress) site: String,
}

/// What stands for the post of this number.
pub(in crate::imports::wordpress) fn former_of(number: &str) -> u128 {
    key("former", number)
}

//! What has to be known of an export before its posts are read.

use std::{collections::HashMap, path::Path};

use chrono::DateTime;

use super::{
    rows::{self, Row, Tables},
    shelf::Shelf,
};
use crate::{
    Error, Result,
    archive::unfit,
    ids::PostId,
    imports::translation::{Document, Id, Links, Name, Person, key, time},
};

/// Members of a post that some releases keep in a table of their own.
const MORE: [&str; 7] =
    ["og_title", "og_description", "og_image", "twitter_image", "meta_title", "meta_description", "email_only"];

/// An export, gone through once.
pub(in crate::imports) struct Survey {
    pub(super) document: Document,
    /// Who wrote in it, by their ids there.
    pub people: Vec<(String, Person)>,
    /// The names of its posts.
    pub links: Links,
    /// The posts whose slugs it does not name, and their places among links.
    pub made: Vec<(PostId, u32)>,
    /// Tags, by their ids; none of those that only themes see.
    pub(super) tags: HashMap<u128, Tag>,
    /// The tags of posts, by ids, with their places.
    pub(super) tagged: HashMap<u128, Vec<(i64, u128)>>,
    /// The first author of each post, by ids, with their place.
    pub(super) authors: HashMap<u128, (i64, Box<str>)>,
    /// More about posts.
    pub(super) more: Shelf,
}

/// A tag of an export.
pub(super) struct Tag {
    pub name: Box<str>,
    pub slug: Box<str>,
    pub description: Box<str>,
}

/// Goes through an export, of the site at `origin`; `folder` is for scratch files.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; a fault of an `origin` that is no address; `internal` when the disk is full.
pub(in crate::imports) fn survey(path: &Path, origin: Option<&str>, folder: &Path) -> Result<Survey> {
    let links = Links::new(origin);
    if origin.is_some() && links.origin().is_none() {
        return Err(Error::invalid("/origin", "invalid_format", "an address that begins with http:// or https://"));
    }
    let document = Document::find(path, ".json", "redirects")?;
    let mut survey = Survey {
        document: document.clone(),
        people: Vec::new(),
        links,
        made: Vec::new(),
        tags: HashMap::new(),
        tagged: HashMap::new(),
        authors: HashMap::new(),
        more: Shelf::new(folder)?,
    };
    if document.read(|bounded| rows::read(bounded, &mut survey))? {
        Ok(survey)
    } else {
        Err(unfit("this is no export of Ghost: there are no posts in it"))
    }
}

/// The id here of the post that has this one there.
pub(super) fn post_id(id: &str) -> PostId {
    PostId::from_uuid(Id::of("post", &format!("ghost {id}")))
}

/// Whether a row of posts is a page.
pub(super) fn is_page(row: &Row) -> bool {
    row.record.text("type") == Some("page") || row.record.is("page")
}

impl Tables for Survey {
    fn wants(&self, table: &str) -> bool {
        ["posts", "tags", "posts_tags", "users", "posts_authors", "posts_meta"].contains(&table)
    }

    fn row(&mut self, table: &str, row: Row) -> Result<()> {
        let record = &row.record;
        let place = record.text("sort_order").and_then(|place| place.parse().ok()).unwrap_or_default();
        match (table, record.text("id"), record.text("post_id")) {
            ("posts", Some(id), _) if !is_page(&row) => {
                let title = record.text("title").unwrap_or_default();
                let named = record.text("slug");
                let slug = named.unwrap_or(title);
                if let Some(post) = self.links.add(id, slug) {
                    self.links.lead(Name::Slug(&slug.to_lowercase()), post);
                    if named.is_none() {
                        self.made.push((post_id(id), post));
                    }
                }
            }
            ("tags", Some(id), _) => {
                let name = record.text("name").unwrap_or_default();
                if record.text("visibility") != Some("internal") && !name.starts_with('#') {
                    let text = |name| record.text(name).unwrap_or_default().into();
                    let tag = Tag { name: name.into(), slug: text("slug"), description: text("description") };
                    self.tags.insert(key("tag", id), tag);
                }
            }
            ("users", Some(id), _) => self.people.push((id.to_owned(), person(id, &row))),
            ("posts_tags", _, Some(post)) => {
                if let Some(tag) = record.text("tag_id") {
                    self.tagged.entry(key("post", post)).or_default().push((place, key("tag", tag)));
                }
            }
            ("posts_authors", _, Some(post)) => {
                let Some(author) = record.text("author_id") else { return Ok(()) };
                let first = self.authors.entry(key("post", post)).or_insert_with(|| (place, author.into()));
                if place < first.0 {
                    *first = (place, author.into());
                }
            }
            ("posts_meta", _, Some(post)) => self.more.put(post, record, &MORE)?,
            _ => {}
        }
        Ok(())
    }
}

fn person(id: &str, row: &Row) -> Person {
    let text = |name| row.record.text(name).unwrap_or_default();
    let joined = time(row.record.text("created_at")).unwrap_or(DateTime::UNIX_EPOCH);
    let names = [text("slug"), text("name")];
    Person::new(&format!("ghost {id}"), &names, text("email"), text("name"), joined).about(text("bio"))
}

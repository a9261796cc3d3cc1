//! What has to be known of an export before its posts are read.

use std::{collections::HashMap, path::Path};

use chrono::DateTime;

use super::{
    record::Record,
    redirects::{self, Redirect},
    rows::{self, Row, Tables},
    shelf::Shelf,
};
use crate::{
    Error, Result,
    archive::unfit,
    ids::PostId,
    imports::translation::{
        Document, ENTRY, Findings, Id, Kept, Links, Name, Person, also, beginning, cut, escaped, key, last_name, time,
    },
    slug::SLUG_MAX,
    tags::DESCRIPTION_MAX,
};

/// What findings about redirects are told of.
const REDIRECTS: &str = "redirects";

/// Members of a post that some releases keep in a table of their own.
const MORE: [&str; 7] =
    ["og_title", "og_description", "og_image", "twitter_image", "meta_title", "meta_description", "email_only"];

/// Most characters of an id, which has twenty-four, and of the name of a tag. That of one that may come is a fifth of it, however its signs
/// are put together; a longer one is cut and still too long.
const NAME_MAX: usize = 200;

/// An export, gone through once.
pub(in crate::imports) struct Survey {
    pub(super) document: Document,
    /// Who wrote in it, by their ids there.
    pub people: Vec<(String, Person)>,
    /// The names of its posts.
    pub links: Links,
    /// The posts whose slugs it does not name, and their places among links.
    pub made: Vec<(PostId, u32)>,
    /// Former names of posts, by their places among links.
    pub(super) former: HashMap<u32, Vec<String>>,
    /// Redirects that can't be kept.
    pub(super) findings: Findings,
    /// Tags, by their ids; none of those that only themes see.
    pub(super) tags: HashMap<u128, Tag>,
    /// The tags of posts, by ids, with their places.
    pub(super) tagged: HashMap<u128, Vec<(i64, u128)>>,
    /// The first author of each post, by ids, with their place.
    pub(super) authors: HashMap<u128, (i64, Box<str>)>,
    /// More about posts.
    pub(super) more: Shelf,
    kept: Kept,
}

/// A tag of an export, no longer than it has to be.
pub(super) struct Tag {
    pub name: Box<str>,
    pub slug: Box<str>,
    /// HTML.
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
        former: HashMap::new(),
        findings: Findings::default(),
        tags: HashMap::new(),
        tagged: HashMap::new(),
        authors: HashMap::new(),
        more: Shelf::new(folder)?,
        kept: Kept::default(),
    };
    if !document.read(|bounded| rows::read(bounded, &mut survey))? {
        return Err(unfit("this is no export of Ghost: there are no posts in it"));
    }
    survey.redirects()?;
    Ok(survey)
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
        match (table, record.text("id"), record.text("post_id")) {
            ("posts", Some(id), _) if !is_page(&row) => self.post(id, record),
            ("tags", Some(id), _) => self.tag(id, record),
            ("users", Some(id), _) => self.user(id, &row),
            ("posts_tags", _, Some(post)) => self.tagging(post, record),
            ("posts_authors", _, Some(post)) => self.authorship(post, record),
            ("posts_meta", _, Some(post)) => {
                self.kept.add(ENTRY)?;
                self.more.put(post, record, &MORE)
            }
            _ => Ok(()),
        }
    }
}

impl Survey {
    fn post(&mut self, id: &str, record: &Record) -> Result<()> {
        let title = record.text("title").unwrap_or_default();
        let named = record.text("slug");
        let slug = named.unwrap_or(title);
        let before = self.links.bytes();
        if let Some(post) = self.links.add(id, slug) {
            self.links.lead(Name::Slug(&slug.to_lowercase()), post);
            if named.is_none() {
                self.kept.add(size_of::<(PostId, u32)>())?;
                self.made.push((post_id(id), post));
            }
        }
        self.kept.add(self.links.bytes() - before)
    }

    fn tag(&mut self, id: &str, record: &Record) -> Result<()> {
        let text = |name| record.text(name).unwrap_or_default();
        let name = beginning(text("name"), NAME_MAX);
        if record.text("visibility") == Some("internal") || name.starts_with('#') {
            return Ok(());
        }
        // Of one that is longer nothing else may be made.
        let slug = Some(text("slug")).filter(|slug| slug.len() <= SLUG_MAX).unwrap_or_default();
        let description = escaped(&cut(record.text("description"), DESCRIPTION_MAX).unwrap_or_default());
        self.kept.add(ENTRY + size_of::<Tag>() + name.len() + slug.len() + description.len())?;
        let tag = Tag { name: name.into(), slug: slug.into(), description: description.into() };
        self.tags.insert(key("tag", id), tag);
        Ok(())
    }

    fn user(&mut self, id: &str, row: &Row) -> Result<()> {
        let (person, id) = (person(id, row), beginning(id, NAME_MAX));
        self.kept.add(2 * ENTRY + id.len() + person.bytes())?;
        self.people.push((id.to_owned(), person));
        Ok(())
    }

    fn tagging(&mut self, post: &str, record: &Record) -> Result<()> {
        let Some(tag) = record.text("tag_id") else { return Ok(()) };
        let tags = self.tagged.entry(key("post", post)).or_default();
        let (is_first, room) = (tags.is_empty(), tags.capacity());
        tags.push((place(record), key("tag", tag)));
        let grown = (tags.capacity() - room) * size_of::<(i64, u128)>();
        self.kept.add(grown + if is_first { ENTRY } else { 0 })
    }

    fn authorship(&mut self, post: &str, record: &Record) -> Result<()> {
        let Some(author) = record.text("author_id") else { return Ok(()) };
        let (post, place, author) = (key("post", post), place(record), beginning(author, NAME_MAX));
        if self.authors.get(&post).is_none_or(|(first, _)| place < *first) {
            self.kept.add(ENTRY + author.len())?;
            self.authors.insert(post, (place, author.into()));
        }
        Ok(())
    }
}

impl Survey {
    /// Keeps those former addresses of posts that redirects lead from.
    fn redirects(&mut self) -> Result<()> {
        for (name, text) in self.document.beside(&redirects::FILES, redirects::FILE_MAX)? {
            let Some(text) = text else {
                let reason = format!("{name}: it is not in UTF-8, or longer than {} bytes", redirects::FILE_MAX);
                self.findings.add(REDIRECTS, None, reason);
                continue;
            };
            redirects::read(&name, &text, |(line, said)| match said {
                Ok(redirect) => self.redirect(&name, line, &redirect),
                Err(reason) => {
                    self.findings.add(REDIRECTS, Some(line), format!("{name}: {reason}"));
                    Ok(())
                }
            })?;
        }
        Ok(())
    }

    fn redirect(&mut self, file: &str, line: u64, redirect: &Redirect) -> Result<()> {
        let before = self.links.bytes();
        match self.lead_on(redirect) {
            Ok(None) => {}
            Ok(Some((place, name))) => {
                self.kept.add(2 * ENTRY + 2 * name.len())?;
                let told = format!("{file}: {:.100}: {name:.80}", redirect.from);
                if let Err(why) = also(self.former.entry(place).or_default(), name) {
                    self.findings.add(REDIRECTS, Some(line), format!("{told} {why}"));
                }
            }
            Err(reason) => {
                self.findings.add(REDIRECTS, Some(line), format!("{file}: {:.100}: {reason}", redirect.from));
            }
        }
        self.kept.add(self.links.bytes() - before)
    }

    /// Makes an address lead to the post that a redirect leads to. Tells its place, and the name that is to be kept, where one is.
    fn lead_on(&mut self, Redirect { from, to }: &Redirect) -> Result<Option<(u32, String)>, String> {
        let path = redirects::path(from).ok_or("it is a pattern, of which nobody can make one name")?;
        let place = self.links.at(to).ok_or_else(|| format!("{to:.100} is no post that comes"))?;
        let name = last_name(&path).ok_or("there is no name at its end")?;
        let is_kept = self.links.keep(&name, place).map_err(|why| format!("{name:.80} {why}"))?;
        self.links.lead(Name::Address(&path), place);
        Ok(is_kept.then_some((place, name)))
    }
}

/// The place of a tag or author among those of a post.
fn place(record: &Record) -> i64 {
    record.text("sort_order").and_then(|place| place.parse().ok()).unwrap_or_default()
}

fn person(id: &str, row: &Row) -> Person {
    let text = |name| row.record.text(name).unwrap_or_default();
    let joined = time(row.record.text("created_at")).unwrap_or(DateTime::UNIX_EPOCH);
    let names = [text("slug"), text("name")];
    Person::new(&format!("ghost {id}"), &names, text("email"), text("name"), joined).about(text("bio"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn surveyed(export: &Value) -> Survey {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.json");
        std::fs::write(&path, export.to_string()).unwrap();
        survey(&path, None, folder.path()).unwrap()
    }

    #[test]
    fn what_is_too_long_is_not_kept_and_comes_no_sooner() {
        let long = "x".repeat(1 << 20);
        let words = "<b>All</b> &lt;of&gt; it ".repeat(1000);
        let survey = surveyed(&json!({
            "posts": [{ "id": "p" }],
            "tags": [
                { "id": "t", "name": "Rust", "slug": "rust", "description": "1 &lt; 2 &amp;amp; \"3\"" },
                { "id": "u", "name": long, "slug": long, "description": words },
            ],
            "users": [{ "id": long, "name": "Ada", "slug": long, "email": format!("{long}@example.org"), "bio": long }],
            "posts_authors": [
                { "post_id": "p", "author_id": long, "sort_order": 1 }, { "post_id": "p", "author_id": "a", "sort_order": 2 },
            ],
        }));
        let short = &survey.tags[&key("tag", "t")];
        assert_eq!((&*short.name, &*short.slug), ("Rust", "rust"));
        assert_eq!(cut(Some(&short.description), DESCRIPTION_MAX).unwrap(), "1 < 2 &amp; \"3\"");
        let tag = &survey.tags[&key("tag", "u")];
        assert_eq!((tag.name.len(), &*tag.slug), (NAME_MAX, ""));
        assert!(tag.description.starts_with("All &lt;of&gt; it") && tag.description.len() < 6 * DESCRIPTION_MAX);
        let (id, person) = &survey.people[0];
        assert_eq!((id.len(), &*survey.authors[&key("post", "p")].1), (NAME_MAX, id.as_str()));
        assert_eq!((person.email.as_str(), person.username.as_str()), ("", "ada"));
    }

    #[test]
    fn there_is_an_end_to_what_is_kept_of_each_table() {
        for (table, row) in [
            ("posts", json!({ "title": "Rain" })),
            ("posts", json!({ "slug": "rain" })),
            ("tags", json!({ "name": "Weather" })),
            ("users", json!({ "name": "Ada" })),
            ("posts_tags", json!({ "tag_id": "t" })),
            ("posts_tags", json!({ "tag_id": "t", "post_id": "p" })),
            ("posts_authors", json!({ "author_id": "a" })),
            ("posts_meta", json!({ "meta_title": "Wet" })),
        ] {
            let mut survey = surveyed(&json!({ "posts": [] }));
            survey.kept = Kept::of(10_000);
            let mut added = (0..10_000).map(|n| {
                let mut row = row.clone();
                row["id"] = json!(n);
                if row["post_id"].is_null() {
                    row["post_id"] = json!(n);
                }
                let record = serde_json::from_value(row).unwrap();
                survey.row(table, Row { record, place: n + 1, line: 1 })
            });
            let refused = added.find_map(Result::err).unwrap();
            assert!(refused.code() == "invalid_archive" && refused.detail().contains("more than 10000"), "{table}");
        }
    }
}

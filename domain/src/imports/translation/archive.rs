//! An archive of a site in the making. Its sources go into it as they come; its tables stand one behind the other, so their rows wait in
//! scratch files.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::File,
    io::{self, BufWriter, Seek, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Id, NewComment, NewPost, Person, Sources, post::written};
use crate::{
    Error, Result,
    archive::{SITE, Writer, scratch, unfit},
    ids::{TagId, UserId},
    tags::TagName,
};

/// Most bytes of all sources.
const BYTES_MAX: u64 = 64 << 30;

/// An archive in the making.
pub(in crate::imports) struct NewArchive {
    writer: Writer,
    lines: BTreeMap<&'static str, BufWriter<File>>,
    folder: PathBuf,
    /// The tags that lead somewhere, by their names.
    tags: HashMap<String, TagId>,
    people: HashSet<UserId>,
    sources: Sources,
    bytes: u64,
}

impl NewArchive {
    /// An empty one in a folder for scratch files; `tags` are those that are here by their names.
    ///
    /// # Errors
    /// `internal` when the folder can't be written.
    pub(in crate::imports) fn new(folder: &Path, tags: HashMap<String, TagId>) -> Result<Self> {
        Ok(Self {
            writer: Writer::new(folder)?,
            lines: BTreeMap::new(),
            folder: folder.to_owned(),
            tags,
            people: HashSet::new(),
            sources: Sources::default(),
            bytes: 0,
        })
    }

    /// Adds a post, and those of its tags that are new. `from` is what it came from, for a person.
    ///
    /// # Errors
    /// `invalid_archive` when there is too much of it; `internal` when the disk is full.
    pub(in crate::imports) fn post(&mut self, post: &NewPost, from: &str) -> Result<()> {
        self.bytes += post.markdown.len() as u64;
        if self.bytes > BYTES_MAX {
            return Err(unfit(format!("unpacked, it has more than {BYTES_MAX} bytes")));
        }
        let id = post.id.to_string();
        self.push("posts.jsonl", &post.row())?;
        for row in post.slug_rows() {
            self.push("postSlugs.jsonl", &row)?;
        }
        for (position, tag) in post.tags.iter().enumerate() {
            let tag = self.tag(tag, post.created_at)?;
            self.push("postTags.jsonl", &json!({ "postId": id, "tagId": tag.to_string(), "position": position }))?;
        }
        self.sources.add(from, 1 + post.former_slugs.len());
        self.writer.add(&format!("posts/{id}.md"), &post.markdown)
    }

    /// Adds a person, once.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(in crate::imports) fn person(&mut self, person: &Person) -> Result<()> {
        if self.people.insert(person.id) { self.push("users.jsonl", &person.row()) } else { Ok(()) }
    }

    /// Adds a comment. The one that it answers comes before it.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(in crate::imports) fn comment(&mut self, comment: &NewComment) -> Result<()> {
        self.push("comments.jsonl", &comment.row())
    }

    /// The whole archive, and what its rows came from.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(in crate::imports) fn finish(mut self) -> Result<(File, Sources)> {
        for table in SITE {
            self.writer.begin(table.file)?;
            if let Some(lines) = self.lines.remove(table.file) {
                let mut lines = lines.into_inner().map_err(|error| Error::internal(error.into_error()))?;
                lines.rewind().map_err(Error::internal)?;
                io::copy(&mut lines, &mut self.writer).map_err(Error::internal)?;
            }
        }
        Ok((self.writer.finish("site")?, self.sources))
    }

    fn tag(&mut self, tag: &TagName, created_at: DateTime<Utc>) -> Result<TagId> {
        if let Some(id) = self.tags.get(&tag.slug) {
            return Ok(*id);
        }
        let new = TagId::from_uuid(Id::of("tag", &tag.slug));
        let (id, slug, created) = (new.to_string(), &tag.slug, written(created_at));
        let row = json!({ "id": id, "slug": slug, "name": tag.name, "description": "", "curated": false, "createdAt": created });
        self.push("tags.jsonl", &row)?;
        self.push("tagSlugs.jsonl", &json!({ "tagId": id, "slug": slug, "isCurrent": true, "createdAt": created }))?;
        self.tags.insert(slug.clone(), new);
        Ok(new)
    }

    fn push(&mut self, file: &'static str, row: &Value) -> Result<()> {
        if !self.lines.contains_key(file) {
            self.lines.insert(file, BufWriter::new(scratch(&self.folder)?));
        }
        let lines = self.lines.get_mut(file).ok_or_else(|| Error::internal("a table vanished"))?;
        writeln!(lines, "{row}").map_err(Error::internal)
    }
}

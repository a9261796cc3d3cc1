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

use super::{Id, NewComment, NewPost, NewTag, Person, Sources, Standing, document::BYTES_MAX, post::written};
use crate::{
    Error, Result,
    archive::{SITE, Writer, files, scratch, unfit},
    ids::{PostId, TagId, UserId},
};

/// An archive in the making.
pub(in crate::imports) struct NewArchive {
    writer: Writer,
    lines: BTreeMap<&'static str, BufWriter<File>>,
    folder: PathBuf,
    /// The tags that lead somewhere, by their names.
    tags: HashMap<String, TagId>,
    people: HashSet<UserId>,
    posts: HashSet<PostId>,
    sources: Sources,
    bytes: u64,
    now: DateTime<Utc>,
}

impl NewArchive {
    /// An empty one in a folder for scratch files; `tags` are those that are here by their names.
    ///
    /// # Errors
    /// `internal` when the folder can't be written.
    pub(in crate::imports) fn new(folder: &Path, tags: HashMap<String, TagId>, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self {
            writer: Writer::new(folder)?,
            lines: BTreeMap::new(),
            folder: folder.to_owned(),
            tags,
            people: HashSet::new(),
            posts: HashSet::new(),
            sources: Sources::default(),
            bytes: 0,
            now,
        })
    }

    /// Whether a post is in it: none comes twice.
    pub(in crate::imports) fn has(&self, post: PostId) -> bool {
        self.posts.contains(&post)
    }

    /// Adds a post, and those of its tags that are new. `from` is what it came from, for a person. Tells where it stands here: nothing is
    /// published at a time that is yet to come.
    ///
    /// # Errors
    /// `invalid_archive` when there is too much of it; `internal` when the disk is full.
    pub(in crate::imports) fn post(&mut self, post: &NewPost, from: &str) -> Result<Standing> {
        self.bytes += post.markdown.len() as u64;
        if self.bytes > BYTES_MAX {
            return Err(unfit(format!("unpacked, it has more than {BYTES_MAX} bytes")));
        }
        self.posts.insert(post.id);
        let id = post.id.to_string();
        let standing = post.standing.at(self.now);
        self.push(files::POSTS, &post.row(standing))?;
        for row in post.slug_rows() {
            self.push(files::POST_SLUGS, &row)?;
        }
        let mut tags: Vec<TagId> = Vec::new();
        for tag in &post.tags {
            let tag = self.tag(tag, post.created_at)?;
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        for (position, tag) in tags.into_iter().enumerate() {
            self.push(files::POST_TAGS, &json!({ "postId": id, "tagId": tag.to_string(), "position": position }))?;
        }
        self.sources.add(from, 1 + post.former_slugs.len(), post.digest());
        self.writer.add(&format!("posts/{id}.md"), &post.markdown)?;
        Ok(standing)
    }

    /// Adds a person, once.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(in crate::imports) fn person(&mut self, person: &Person) -> Result<()> {
        if self.people.insert(person.id) { self.push(files::USERS, &person.row()) } else { Ok(()) }
    }

    /// Adds a comment. The one that it answers comes before it.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(in crate::imports) fn comment(&mut self, comment: &NewComment) -> Result<()> {
        self.push(files::COMMENTS, &comment.row())
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

    /// A tag that is here by its name, or one that came before, or a new one: by the slug that it had, where nothing has that, and by that of
    /// its name, which leads to it, too.
    fn tag(&mut self, tag: &NewTag, created_at: DateTime<Utc>) -> Result<TagId> {
        let made = &tag.name.slug;
        if let Some(id) = self.tags.get(made) {
            return Ok(*id);
        }
        let own = tag.slug.as_ref().filter(|slug| !self.tags.contains_key(*slug));
        let slug = own.unwrap_or(made);
        let new = TagId::from_uuid(Id::of("tag", made));
        let (id, name, created) = (new.to_string(), &tag.name.name, written(created_at));
        let row = json!({
            "id": id, "slug": slug, "name": name, "description": tag.description, "curated": false, "createdAt": created,
        });
        self.push(files::TAGS, &row)?;
        for name in std::iter::once(slug).chain(Some(made).filter(|made| *made != slug)) {
            let row = json!({ "tagId": id, "slug": name, "isCurrent": name == slug, "createdAt": created });
            self.push(files::TAG_SLUGS, &row)?;
            self.tags.insert(name.clone(), new);
        }
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

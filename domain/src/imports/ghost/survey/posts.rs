//! The names of posts, and their tags.

use super::{
    model::{Survey, Tag, post_id},
    people::NAME_MAX,
};
use crate::{
    Result,
    ids::PostId,
    imports::{
        ghost::record::Record,
        translation::{ENTRY, Name, beginning, cut, escaped, key},
    },
    slug::SLUG_MAX,
    tags::DESCRIPTION_MAX,
};

impl Survey {
    pub(super) fn post(&mut self, id: &str, record: &Record) -> Result<()> {
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

    pub(super) fn tag(&mut self, id: &str, record: &Record) -> Result<()> {
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

    pub(super) fn tagging(&mut self, post: &str, record: &Record) -> Result<()> {
        let Some(tag) = record.text("tag_id") else { return Ok(()) };
        let tags = self.tagged.entry(key("post", post)).or_default();
        let (is_first, room) = (tags.is_empty(), tags.capacity());
        tags.push((place(record), key("tag", tag)));
        let grown = (tags.capacity() - room) * size_of::<(i64, u128)>();
        self.kept.add(grown + if is_first { ENTRY } else { 0 })
    }
}

/// The place of a tag or author among those of a post.
pub(super) fn place(record: &Record) -> i64 {
    record.text("sort_order").and_then(|place| place.parse().ok()).unwrap_or_default()
}

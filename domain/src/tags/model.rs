//! The value types of tags.

use crate::{
    fault::{Faults, Refusal},
    ids::TagId,
    slug, text,
};

/// Most characters of a description.
pub const DESCRIPTION_MAX: usize = 500;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The public id.
    pub id: TagId,
    /// Its current name in addresses.
    pub slug: String,
    /// Its name for people, as first written or as moderators have decided.
    pub name: String,
    /// What it is for, as plain text; may be empty.
    pub description: String,
    /// How many published posts carry it, as far as the one who asks may see them.
    pub post_count: u32,
    /// How many people follow it, as far as the one who asks may meet them.
    pub follower_count: u32,
    /// Whether the one who asks follows it; none for nobody in particular.
    pub following: Option<bool>,
}

/// A tag's name and the slug made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagName {
    /// For people.
    pub name: String,
    /// For addresses; two names with the same slug are the same tag.
    pub slug: String,
}

impl TagName {
    /// Most characters.
    pub const MAX: usize = 40;

    /// Checks a name.
    ///
    /// # Errors
    /// `required`, `too_long`, `invalid_character`, or `invalid_format` when nothing of it can stand in an address.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let name = text::line(text, Self::MAX)?;
        let slug = slug::make(&spoken(&name));
        if slug.is_empty() {
            return Err(Refusal::new("invalid_format", "a tag needs at least one letter or digit"));
        }
        Ok(Self { name, slug })
    }
}

/// A name with the signs spelled out by which languages of programs are told apart: C, C++, C#, .NET.
fn spoken(name: &str) -> String {
    let (mut spoken, mut before) = (String::new(), None);
    for c in name.chars() {
        let is_behind = before.is_some_and(|before: char| before.is_alphanumeric() || before == '+');
        match c {
            '+' if is_behind => spoken.push_str("-plus-"),
            '#' if is_behind => spoken.push_str("-sharp-"),
            '.' if before.is_none() && name[1..].starts_with(char::is_alphanumeric) => spoken.push_str("dot-"),
            c => spoken.push(c),
        }
        before = Some(c);
    }
    spoken
}

/// The tags of one post, in order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagSet(Vec<TagName>);

impl TagSet {
    /// Most tags of one post.
    pub const MAX: usize = 10;

    /// Checks all names; the faults point at each.
    pub fn parse(faults: &mut Faults, pointer: &str, names: &[String]) -> Option<Self> {
        if names.len() > Self::MAX {
            faults.push(pointer, "too_many", format!("at most {} tags", Self::MAX));
            return None;
        }
        let mut set: Vec<TagName> = Vec::new();
        for (n, name) in names.iter().enumerate() {
            let tag = faults.take(format!("{pointer}/{n}"), TagName::parse(name))?;
            if set.iter().all(|known| known.slug != tag.slug) {
                set.push(tag);
            }
        }
        Some(Self(set))
    }

    /// The names.
    #[must_use]
    pub fn names(&self) -> &[TagName] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_tag_written_twice_counts_once() {
        let names = ["Rust".to_owned(), "rust ".to_owned(), "Web Dev".to_owned()];
        let set = TagSet::parse(&mut Faults::default(), "/tags", &names).unwrap();
        let slugs: Vec<_> = set.names().iter().map(|tag| tag.slug.as_str()).collect();
        assert_eq!(slugs, ["rust", "web-dev"]);
    }

    #[test]
    fn signs_that_tell_names_apart_are_spelled_out() {
        let slug = |name| TagName::parse(name).unwrap().slug;
        assert_eq!(["C", "C++", "C#"].map(slug), ["c", "c-plus-plus", "c-sharp"]);
        assert_eq!(
            [".NET", "Notepad++", "#hashtag", "A + B", "A+B", "C++11", "Node.js"].map(slug),
            ["dot-net", "notepad-plus-plus", "hashtag", "a-b", "a-plus-b", "c-plus-plus-11", "node-js"]
        );
    }

    #[test]
    fn a_name_of_signs_only_is_refused() {
        assert_eq!(TagName::parse("!!!").unwrap_err().code, "invalid_format");
        assert_eq!(TagName::parse("...").unwrap_err().code, "invalid_format");
        assert_eq!(TagName::parse("").unwrap_err().code, "required");
    }
}

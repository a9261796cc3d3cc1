//! Tags of a source as tags here.

use super::cut;
use crate::{
    slug,
    tags::{DESCRIPTION_MAX, TagName, TagSet},
    text::without_hidden,
};

/// A tag as a source has it.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::imports) struct Tagged<'a> {
    pub name: &'a str,
    /// The last part of its address; empty where none is known.
    pub slug: &'a str,
    /// HTML; empty where there is none.
    pub description: &'a str,
}

/// A tag, as it would be here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::imports) struct NewTag {
    pub name: TagName,
    /// The slug that it had there, where that is another than its name would have.
    pub slug: Option<String>,
    pub description: String,
}

impl NewTag {
    fn of(tagged: &Tagged<'_>, name: TagName) -> Self {
        // What is left of `C++` in an address there is the name of another tag here.
        let is_own =
            slug::is_slug(tagged.slug) && slug::parse(tagged.slug).is_ok() && tagged.slug != slug::make(&name.name);
        let slug = Some(tagged.slug).filter(|slug| is_own && *slug != name.slug).map(str::to_owned);
        Self { slug, description: cut(Some(tagged.description), DESCRIPTION_MAX).unwrap_or_default(), name }
    }
}

/// The tags of a post, in their order, and what is to be told of those that can't be tags here.
pub(in crate::imports) fn tags<'a>(all: impl Iterator<Item = Tagged<'a>>) -> (Vec<NewTag>, Vec<String>) {
    let (mut tags, mut lost): (Vec<NewTag>, Vec<String>) = (Vec::new(), Vec::new());
    for tagged in all {
        let name = tagged.name;
        match TagName::parse(&without_hidden(name)) {
            Ok(tag) if tags.iter().any(|known| known.name.slug == tag.slug) => {}
            Ok(tag) if tags.len() < TagSet::MAX => tags.push(NewTag::of(&tagged, tag)),
            Ok(_) => lost.push(format!("tag {name}: at most {}", TagSet::MAX)),
            Err(why) => lost.push(format!("tag {name:.60}: {}", why.detail)),
        }
    }
    (tags, lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_keeps_the_slug_and_the_words_that_it_had() {
        let of = |name, slug| {
            let (tags, lost) = tags(std::iter::once(Tagged { name, slug, description: "All <b>of</b> it." }));
            assert!(lost.is_empty() && tags[0].description == "All of it.");
            tags[0].slug.clone()
        };
        assert_eq!(of("Machine learning", "ml").as_deref(), Some("ml"));
        for (name, slug) in [("Rust", "rust"), ("Rust", ""), ("北京", "%e5%8c%97"), ("C++", "c")] {
            assert_eq!(of(name, slug), None, "{name} {slug}");
        }
    }
}

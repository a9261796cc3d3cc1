//! What moderators send: unchecked, and checked.

use super::{DESCRIPTION_MAX, TagName};
use crate::{
    Error, Result,
    fault::{Faults, Refusal},
    patch::Patch,
    slug, text,
};

/// What a moderator sends to make a tag.
#[derive(Debug, Clone, Default)]
pub struct TagInput {
    /// The name for people.
    pub name: String,
    /// The name in addresses; made of the other when missing.
    pub slug: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// The same, checked.
pub(super) struct NewTag {
    pub name: TagName,
    pub slug: String,
    pub description: String,
}

impl NewTag {
    pub(super) fn parse(input: &TagInput) -> Result<Self> {
        let mut faults = Faults::default();
        let name = faults.take("/name", TagName::parse(&input.name));
        let slug = match &input.slug {
            Some(slug) => faults.take("/slug", slug::parse(slug)).map(Some),
            None => Some(None),
        };
        let description = faults.take("/description", description(input.description.as_deref().unwrap_or_default()));
        let whole = name.zip(slug).zip(description).map(|((name, slug), description)| {
            let slug = slug.unwrap_or_else(|| name.slug.clone());
            Self { name, slug, description }
        });
        faults.finish(whole)
    }
}

/// What a moderator sends to change a tag (RFC 7396).
#[derive(Debug, Clone, Default)]
pub struct TagPatchInput {
    /// The name for people; can't be cleared. Without a slug beside it, the name in addresses follows it.
    pub name: Patch<String>,
    /// The name in addresses; `null` makes it of the name again.
    pub slug: Patch<String>,
    /// What it is for; `null` empties it.
    pub description: Patch<String>,
}

/// The same, checked: what is `None` stays as it is.
#[derive(Debug, Default)]
pub(super) struct TagPatch {
    pub name: Option<TagName>,
    pub slug: Patch<String>,
    pub description: Option<String>,
}

impl TagPatch {
    pub(super) fn parse(input: &TagPatchInput) -> Result<Self> {
        let mut faults = Faults::default();
        let mut patch = Self::default();
        match &input.name {
            Patch::Absent => {}
            Patch::Null => faults.push("/name", "required", "a tag needs a name"),
            Patch::Value(name) => patch.name = faults.take("/name", TagName::parse(name)),
        }
        patch.slug = match &input.slug {
            Patch::Absent => Patch::Absent,
            Patch::Null => Patch::Null,
            Patch::Value(slug) => faults.take("/slug", slug::parse(slug)).map_or(Patch::Null, Patch::Value),
        };
        patch.description = match &input.description {
            Patch::Absent => None,
            Patch::Null => Some(String::new()),
            Patch::Value(text) => faults.take("/description", description(text)),
        };
        faults.finish(Some(patch))
    }

    /// Whether nothing is mentioned; then nothing is written.
    pub(super) const fn is_empty(&self) -> bool {
        self.name.is_none() && !self.slug.is_mentioned() && self.description.is_none()
    }
}

/// What a moderator sends to merge a tag.
#[derive(Debug, Clone, Default)]
pub struct MergeInput {
    /// Into which: a slug or `tag_...`.
    pub into: String,
}

impl MergeInput {
    /// Refuses what no tag can be called.
    pub(super) fn check(&self) -> Result<&str> {
        if self.into.chars().count() > slug::SLUG_MAX {
            return Err(Error::invalid("/into", "too_long", format!("at most {} characters", slug::SLUG_MAX)));
        }
        Ok(&self.into)
    }
}

fn description(source: &str) -> Result<String, Refusal> {
    text::block(source, DESCRIPTION_MAX).map(|text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_a_new_tag_are_reported_together() {
        let input = TagInput {
            name: "!!!".into(),
            slug: Some("No Slug".into()),
            description: Some("x".repeat(DESCRIPTION_MAX + 1)),
        };
        let Err(Error::Invalid(faults)) = NewTag::parse(&input) else { panic!("accepted") };
        let found: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        assert_eq!(found, [("/name", "invalid_format"), ("/slug", "invalid_format"), ("/description", "too_long")]);
    }

    #[test]
    fn a_slug_is_made_of_the_name_unless_one_is_chosen() {
        let new = |slug: Option<&str>| {
            let input = TagInput { name: "C++".into(), slug: slug.map(str::to_owned), description: None };
            NewTag::parse(&input).unwrap().slug
        };
        assert_eq!((new(None), new(Some("cpp"))), ("c-plus-plus".to_owned(), "cpp".to_owned()));
    }

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        let patch = |input: &TagPatchInput| TagPatch::parse(input).unwrap();
        assert!(patch(&TagPatchInput::default()).is_empty());
        let cleared = patch(&TagPatchInput { description: Patch::Null, slug: Patch::Null, ..TagPatchInput::default() });
        assert_eq!((cleared.description.as_deref(), cleared.slug), (Some(""), Patch::Null));
        let error = TagPatch::parse(&TagPatchInput { name: Patch::Null, ..TagPatchInput::default() }).unwrap_err();
        assert_eq!(error.detail(), "/name: a tag needs a name");
    }
}

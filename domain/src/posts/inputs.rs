//! What authors send: unchecked, and checked.

use chrono::{DateTime, Utc};

use super::{
    Post,
    details::{DetailsInput, DetailsPatch},
    model::{Markdown, Slug, Title},
    revisions::{Reason, Save},
};
use crate::{Result, fault::Faults, patch::Patch, tags::TagSet};

/// What an author sends to begin a post.
#[derive(Debug, Clone, Default)]
pub struct PostInput {
    /// The heading.
    pub title: String,
    /// The source; empty when missing.
    pub markdown: Option<String>,
    /// The tags, at most 10.
    pub tags: Option<Vec<String>>,
    /// The slug; made of the title when missing.
    pub slug: Option<String>,
    /// What surrounds the text.
    pub details: DetailsInput,
}

/// The same, checked.
pub(super) struct NewPost {
    pub title: Title,
    pub markdown: Markdown,
    pub tags: TagSet,
    pub slug: Option<Slug>,
    pub details: DetailsPatch,
}

impl NewPost {
    pub(super) fn parse(input: &PostInput) -> Result<Self> {
        let mut faults = Faults::default();
        let title = faults.take("/title", Title::parse(&input.title));
        let markdown = faults.take("/markdown", Markdown::parse(input.markdown.as_deref().unwrap_or_default()));
        let tags = TagSet::parse(&mut faults, "/tags", input.tags.as_deref().unwrap_or_default());
        let slug = match &input.slug {
            Some(slug) => faults.take("/slug", Slug::parse(slug)).map(Some),
            None => Some(None),
        };
        let details = DetailsPatch::parse(&mut faults, &input.details);
        let whole = title.zip(markdown).zip(tags).zip(slug);
        faults.finish(whole.map(|(((title, markdown), tags), slug)| Self { title, markdown, tags, slug, details }))
    }
}

/// How a post is to be published.
#[derive(Debug, Clone, Copy, Default)]
pub struct PublishInput {
    /// At this time; at once when missing.
    pub at: Option<DateTime<Utc>>,
    /// Whether it is mailed to those who subscribe to newsletters, when it is published.
    pub newsletter: bool,
}

/// What an author sends to change a post (RFC 7396).
#[derive(Debug, Clone, Default)]
pub struct PostPatchInput {
    /// The heading; can't be cleared.
    pub title: Patch<String>,
    /// The source; `null` empties it.
    pub markdown: Patch<String>,
    /// The tags; `null` removes them all.
    pub tags: Patch<Vec<String>>,
    /// The slug; `null` makes it of the title again.
    pub slug: Patch<String>,
    /// What surrounds the text.
    pub details: DetailsInput,
    /// Why, for the revision.
    pub reason: Option<String>,
    /// Whether an editor saves by itself: its saves are one revision as long as they follow each other.
    pub autosave: Option<bool>,
}

/// The same, checked: what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct PostPatch {
    pub(super) title: Option<Title>,
    pub(super) markdown: Option<Markdown>,
    pub(super) tags: Option<TagSet>,
    pub(super) slug: Patch<Slug>,
    pub(super) details: DetailsPatch,
    pub(super) save: Save,
}

impl PostPatch {
    /// Whether nothing of the post itself is mentioned.
    pub(super) const fn is_empty(&self) -> bool {
        !self.changes_text() && self.tags.is_none() && !self.slug.is_mentioned() && self.details.is_empty()
    }

    /// Whether the heading or the source is mentioned.
    pub(super) const fn changes_text(&self) -> bool {
        self.title.is_some() || self.markdown.is_some()
    }

    /// Leaves out what the post says already. Whether tags and a slug are others, only the database knows: see who writes them.
    pub(super) fn leave_out_what_is(&mut self, post: &Post) {
        self.title = self.title.take().filter(|title| title.as_str() != post.title);
        let source = post.markdown.as_deref();
        self.markdown = self.markdown.take().filter(|markdown| Some(markdown.as_str()) != source);
        self.details.leave_out_what_is(&post.details, post.cover_id);
    }

    pub(super) fn parse(input: &PostPatchInput) -> Result<Self> {
        let mut faults = Faults::default();
        let mut patch = Self::default();
        match &input.title {
            Patch::Absent => {}
            Patch::Null => faults.push("/title", "required", "a post needs a title"),
            Patch::Value(title) => patch.title = faults.take("/title", Title::parse(title)),
        }
        patch.markdown = match &input.markdown {
            Patch::Absent => None,
            Patch::Null => faults.take("/markdown", Markdown::parse("")),
            Patch::Value(source) => faults.take("/markdown", Markdown::parse(source)),
        };
        patch.tags = match &input.tags {
            Patch::Absent => None,
            Patch::Null => Some(TagSet::default()),
            Patch::Value(names) => TagSet::parse(&mut faults, "/tags", names),
        };
        patch.slug = match &input.slug {
            Patch::Absent => Patch::Absent,
            Patch::Null => Patch::Null,
            Patch::Value(slug) => faults.take("/slug", Slug::parse(slug)).map_or(Patch::Null, Patch::Value),
        };
        patch.details = DetailsPatch::parse(&mut faults, &input.details);
        patch.save.autosave = input.autosave.unwrap_or_default();
        if let Some(reason) = &input.reason {
            patch.save.reason = faults.take("/reason", Reason::parse(reason));
        }
        faults.finish(Some(patch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    #[test]
    fn all_faults_of_a_new_post_are_reported_together() {
        let input = PostInput {
            title: String::new(),
            markdown: Some("a\0".into()),
            tags: Some(vec!["ok".into(), "!".into()]),
            slug: Some("No Slug".into()),
            details: DetailsInput { canonical_url: Patch::Value("nowhere".into()), ..DetailsInput::default() },
        };
        let Err(Error::Invalid(faults)) = NewPost::parse(&input) else { panic!("accepted") };
        let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/title", "/markdown", "/tags/1", "/slug", "/canonicalUrl"]);
    }

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        let patch = PostPatch::parse(&PostPatchInput { tags: Patch::Null, ..PostPatchInput::default() }).unwrap();
        assert_eq!(patch.tags, Some(TagSet::default()));
        assert!(patch.title.is_none() && !patch.slug.is_mentioned());
        let error = PostPatch::parse(&PostPatchInput { title: Patch::Null, ..PostPatchInput::default() }).unwrap_err();
        assert_eq!(error.detail(), "/title: a post needs a title");
    }
}

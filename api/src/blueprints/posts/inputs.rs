//! Posts as clients send them.

use async_graphql::{InputObject, MaybeUndefined};
use presswork_domain::{
    patch::Patch,
    posts::{DetailsInput, PostInput, PostPatchInput, PublishInput},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::scalars::Time;

/// A post to be written.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreatePostInput {
    /// The heading, 1 to 200 characters.
    #[schema(example = "Hello, world")]
    pub title: String,
    /// The source in Markdown; empty when missing.
    #[schema(example = "It *works*.")]
    pub markdown: Option<String>,
    /// The tags by name, at most 10; new ones come into being.
    #[schema(value_type = Option<Vec<String>>, example = json!(["Rust", "Web"]))]
    pub tags: Option<Vec<String>>,
    /// The name in addresses; made of the title when missing.
    #[schema(example = "hello-world")]
    pub slug: Option<String>,
    /// The beginning in other words, at most 300 characters; made of the text when missing.
    #[schema(example = "A first look.")]
    pub excerpt: Option<String>,
    /// Where it was published first: an address of `http` or `https`, at most 2,000 characters.
    #[schema(example = "https://example.org/hello")]
    pub canonical_url: Option<String>,
    /// The heading for search engines, at most 200 characters.
    #[schema(example = "Hello, world")]
    pub meta_title: Option<String>,
    /// The description for search engines, at most 500 characters.
    #[schema(example = "What this is about.")]
    pub meta_description: Option<String>,
    /// The heading where it is shared, at most 200 characters.
    #[schema(example = "Hello, world")]
    pub social_title: Option<String>,
    /// The description where it is shared, at most 500 characters.
    #[schema(example = "What this is about.")]
    pub social_description: Option<String>,
    /// The picture where it is shared: an address of `http` or `https`, at most 2,000 characters.
    #[schema(example = "https://example.org/hello.png")]
    pub social_image: Option<String>,
    /// The series that it belongs to, at most 100 characters.
    #[schema(example = "First steps")]
    pub series: Option<String>,
    /// Its place there, 1 to 10,000.
    #[schema(example = 1)]
    pub series_position: Option<i64>,
    /// The picture that it is shown with: the id of a medium that is ready, and the author's, `media_...`.
    pub cover_media_id: Option<String>,
}

impl From<CreatePostInput> for PostInput {
    fn from(input: CreatePostInput) -> Self {
        let details = DetailsInput {
            excerpt: said(input.excerpt),
            canonical_url: said(input.canonical_url),
            meta_title: said(input.meta_title),
            meta_description: said(input.meta_description),
            social_title: said(input.social_title),
            social_description: said(input.social_description),
            social_image: said(input.social_image),
            series: said(input.series),
            series_position: said(input.series_position),
            cover_media_id: said(input.cover_media_id),
        };
        Self { title: input.title, markdown: input.markdown, tags: input.tags, slug: input.slug, details }
    }
}

/// A change of a post (RFC 7396): what is absent stays, null clears.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UpdatePostInput {
    /// The heading, 1 to 200 characters; can't be cleared.
    #[schema(value_type = String, required = false, example = "Hello again")]
    pub title: MaybeUndefined<String>,
    /// The source in Markdown; null empties it.
    #[schema(value_type = Option<String>)]
    pub markdown: MaybeUndefined<String>,
    /// The tags by name, at most 10; null removes them all.
    #[schema(value_type = Option<Vec<String>>)]
    pub tags: MaybeUndefined<Vec<String>>,
    /// The name in addresses; null makes it of the title again. The former one goes on leading here.
    #[schema(value_type = Option<String>)]
    pub slug: MaybeUndefined<String>,
    /// The beginning in other words, at most 300 characters; null makes it of the text again.
    #[schema(value_type = Option<String>)]
    pub excerpt: MaybeUndefined<String>,
    /// Where it was published first: an address of `http` or `https`, at most 2,000 characters; null clears it.
    #[schema(value_type = Option<String>)]
    pub canonical_url: MaybeUndefined<String>,
    /// The heading for search engines, at most 200 characters; null clears it.
    #[schema(value_type = Option<String>)]
    pub meta_title: MaybeUndefined<String>,
    /// The description for search engines, at most 500 characters; null clears it.
    #[schema(value_type = Option<String>)]
    pub meta_description: MaybeUndefined<String>,
    /// The heading where it is shared, at most 200 characters; null clears it.
    #[schema(value_type = Option<String>)]
    pub social_title: MaybeUndefined<String>,
    /// The description where it is shared, at most 500 characters; null clears it.
    #[schema(value_type = Option<String>)]
    pub social_description: MaybeUndefined<String>,
    /// The picture where it is shared: an address of `http` or `https`, at most 2,000 characters; null clears it.
    #[schema(value_type = Option<String>)]
    pub social_image: MaybeUndefined<String>,
    /// The series that it belongs to, at most 100 characters; null clears it.
    #[schema(value_type = Option<String>)]
    pub series: MaybeUndefined<String>,
    /// Its place there, 1 to 10,000; null clears it.
    #[schema(value_type = Option<i64>)]
    pub series_position: MaybeUndefined<i64>,
    /// The picture that it is shown with: the id of a medium that is ready, and the author's; null takes it away.
    #[schema(value_type = Option<String>)]
    pub cover_media_id: MaybeUndefined<String>,
    /// Why, for the revision; at most 200 characters.
    #[schema(example = "A clearer heading")]
    pub reason: Option<String>,
    /// Whether an editor saves by itself: its saves are one revision as long as they follow each other.
    #[schema(example = false)]
    pub autosave: Option<bool>,
}

impl From<UpdatePostInput> for PostPatchInput {
    fn from(input: UpdatePostInput) -> Self {
        let details = DetailsInput {
            excerpt: patch(input.excerpt),
            canonical_url: patch(input.canonical_url),
            meta_title: patch(input.meta_title),
            meta_description: patch(input.meta_description),
            social_title: patch(input.social_title),
            social_description: patch(input.social_description),
            social_image: patch(input.social_image),
            series: patch(input.series),
            series_position: patch(input.series_position),
            cover_media_id: patch(input.cover_media_id),
        };
        Self {
            title: patch(input.title),
            markdown: patch(input.markdown),
            tags: patch(input.tags),
            slug: patch(input.slug),
            details,
            reason: input.reason,
            autosave: input.autosave,
        }
    }
}

/// How to publish a post.
#[derive(Debug, Clone, Copy, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PublishPostInput {
    /// At this time, to the second, within ten years; at once when missing.
    pub publish_at: Option<Time>,
    /// Whether it is mailed to those who subscribe to newsletters, to each once for ever; for editors.
    pub newsletter: Option<bool>,
}

impl From<PublishPostInput> for PublishInput {
    fn from(input: PublishPostInput) -> Self {
        Self { at: input.publish_at.map(|at| at.0), newsletter: input.newsletter.unwrap_or_default() }
    }
}

/// How to withdraw a post.
#[derive(Debug, Clone, Copy, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UnpublishPostInput {
    /// At this time, to the second, within ten years; at once when missing.
    pub unpublish_at: Option<Time>,
}

/// A source to be shown.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewMarkdownInput {
    /// The source in Markdown.
    #[schema(example = "It *works*.")]
    pub markdown: String,
}

fn said<T>(value: Option<T>) -> Patch<T> {
    value.map_or(Patch::Absent, Patch::Value)
}

fn patch<T>(value: MaybeUndefined<T>) -> Patch<T> {
    match value {
        MaybeUndefined::Undefined => Patch::Absent,
        MaybeUndefined::Null => Patch::Null,
        MaybeUndefined::Value(value) => Patch::Value(value),
    }
}

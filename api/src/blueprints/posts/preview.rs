//! What a source looks like, on the wire.

use async_graphql::SimpleObject;
use presswork_domain::{platform::article, posts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A heading of a post.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Heading {
    /// From 1, the highest, to 6.
    #[schema(example = 2)]
    pub level: u32,
    /// Its words.
    #[schema(example = "A first look")]
    pub text: String,
    /// The `id` of its element in the HTML.
    #[schema(example = "h-a-first-look")]
    pub anchor: String,
}

impl From<article::Heading> for Heading {
    fn from(heading: article::Heading) -> Self {
        Self { level: heading.level.into(), text: heading.text, anchor: heading.anchor }
    }
}

/// What a source looks like.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarkdownPreview {
    /// The HTML that a post of this source would have.
    #[schema(example = "<p>It <em>works</em>.</p>\n")]
    pub html: String,
    /// The beginning as plain text.
    #[schema(example = "It works.")]
    pub excerpt: String,
    /// How many words it has.
    #[schema(example = 2)]
    pub word_count: u32,
    /// How many minutes it takes to read.
    #[schema(example = 1)]
    pub reading_minutes: u32,
    /// Its headings in their order, at most 200.
    pub table_of_contents: Vec<Heading>,
}

impl From<posts::Preview> for MarkdownPreview {
    fn from(preview: posts::Preview) -> Self {
        Self {
            html: preview.html,
            excerpt: preview.excerpt,
            word_count: preview.details.words,
            reading_minutes: preview.details.reading_minutes(),
            table_of_contents: preview.details.contents.into_iter().map(Heading::from).collect(),
        }
    }
}

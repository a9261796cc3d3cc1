//! Posts as clients send them.

use async_graphql::{InputObject, MaybeUndefined};
use presswork_domain::{
    patch::Patch,
    posts::{PostInput, PostPatchInput},
};
use serde::Deserialize;
use utoipa::ToSchema;

/// A post to be written.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreatePostInput {
    /// The heading, 1 to 200 characters.
    #[schema(max_length = 200, example = "Hello, world")]
    pub title: String,
    /// The source in Markdown; empty when missing.
    #[schema(max_length = 200_000, example = "It *works*.")]
    pub markdown: Option<String>,
    /// The tags by name, at most 10; new ones come into being.
    #[schema(max_items = 10, example = json!(["Rust", "Web"]))]
    pub tags: Option<Vec<String>>,
    /// The name in addresses; made of the title when missing.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "hello-world")]
    pub slug: Option<String>,
}

impl From<CreatePostInput> for PostInput {
    fn from(input: CreatePostInput) -> Self {
        Self { title: input.title, markdown: input.markdown, tags: input.tags, slug: input.slug }
    }
}

/// A change of a post (RFC 7396): what is absent stays, null clears.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UpdatePostInput {
    /// The heading, 1 to 200 characters; can't be cleared.
    #[schema(value_type = Option<String>, max_length = 200, example = "Hello again")]
    pub title: MaybeUndefined<String>,
    /// The source in Markdown; null empties it.
    #[schema(value_type = Option<String>, max_length = 200_000)]
    pub markdown: MaybeUndefined<String>,
    /// The tags by name, at most 10; null removes them all.
    #[schema(value_type = Option<Vec<String>>, max_items = 10)]
    pub tags: MaybeUndefined<Vec<String>>,
    /// The name in addresses; null makes it of the title again. The former one goes on leading here.
    #[schema(value_type = Option<String>, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: MaybeUndefined<String>,
}

impl From<UpdatePostInput> for PostPatchInput {
    fn from(input: UpdatePostInput) -> Self {
        Self {
            title: patch(input.title),
            markdown: patch(input.markdown),
            tags: patch(input.tags),
            slug: patch(input.slug),
        }
    }
}

fn patch<T>(value: MaybeUndefined<T>) -> Patch<T> {
    match value {
        MaybeUndefined::Undefined => Patch::Absent,
        MaybeUndefined::Null => Patch::Null,
        MaybeUndefined::Value(value) => Patch::Value(value),
    }
}

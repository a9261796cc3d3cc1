//! Tags as moderators send them.

use async_graphql::{InputObject, MaybeUndefined};
use presswork_domain::{
    patch::Patch,
    tags::{MergeInput, TagInput, TagPatchInput},
};
use serde::Deserialize;
use utoipa::ToSchema;

/// A tag to be made.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTagInput {
    /// The name for people, 1 to 40 characters.
    #[schema(example = "WebAssembly")]
    pub name: String,
    /// The name in addresses; made of the other when missing.
    #[schema(example = "wasm")]
    pub slug: Option<String>,
    /// What it is for, as plain text, at most 500 characters.
    #[schema(example = "Code that runs in browsers, and elsewhere.")]
    pub description: Option<String>,
}

impl From<CreateTagInput> for TagInput {
    fn from(input: CreateTagInput) -> Self {
        let CreateTagInput { name, slug, description } = input;
        Self { name, slug, description }
    }
}

/// A change of a tag (RFC 7396): what is absent stays, null clears.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UpdateTagInput {
    /// The name for people, 1 to 40 characters; can't be cleared. Without `slug`, the name in addresses follows it.
    #[schema(value_type = String, required = false, example = "Systems programming")]
    pub name: MaybeUndefined<String>,
    /// The name in addresses; null makes it of the other again. The former one goes on leading here.
    #[schema(value_type = Option<String>, example = "systems")]
    pub slug: MaybeUndefined<String>,
    /// What it is for, as plain text, at most 500 characters; null empties it.
    #[schema(value_type = Option<String>, example = "Close to the machine.")]
    pub description: MaybeUndefined<String>,
}

impl From<UpdateTagInput> for TagPatchInput {
    fn from(input: UpdateTagInput) -> Self {
        Self { name: patch(input.name), slug: patch(input.slug), description: patch(input.description) }
    }
}

/// Where a tag is to be merged.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeTagInput {
    /// The tag that goes on: a slug or `tag_...`.
    #[schema(example = "rust")]
    pub into: String,
}

impl From<MergeTagInput> for MergeInput {
    fn from(input: MergeTagInput) -> Self {
        Self { into: input.into }
    }
}

fn patch(value: MaybeUndefined<String>) -> Patch<String> {
    match value {
        MaybeUndefined::Undefined => Patch::Absent,
        MaybeUndefined::Null => Patch::Null,
        MaybeUndefined::Value(text) => Patch::Value(text),
    }
}

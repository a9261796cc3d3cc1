//! Comments as clients send them.

use async_graphql::{ID, InputObject, MaybeUndefined};
use presswork_domain::{
    comments::{CommentInput, CommentPatchInput},
    patch::Patch,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// A comment to be written.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateCommentInput {
    /// The source in Markdown, 1 to 20,000 characters. `@username` names a person.
    #[schema(example = "Well *said*.")]
    pub markdown: String,
    /// The comment it answers; the post itself when missing.
    #[schema(value_type = Option<String>)]
    pub parent_id: Option<ID>,
}

impl From<CreateCommentInput> for CommentInput {
    fn from(input: CreateCommentInput) -> Self {
        Self { markdown: input.markdown, parent_id: input.parent_id.map(|id| id.0) }
    }
}

/// A change of a comment (RFC 7396): what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UpdateCommentInput {
    /// The source in Markdown, 1 to 20,000 characters; can't be cleared.
    #[schema(value_type = Option<String>, example = "Well *put*.")]
    pub markdown: MaybeUndefined<String>,
}

impl From<UpdateCommentInput> for CommentPatchInput {
    fn from(input: UpdateCommentInput) -> Self {
        Self {
            markdown: match input.markdown {
                MaybeUndefined::Undefined => Patch::Absent,
                MaybeUndefined::Null => Patch::Null,
                MaybeUndefined::Value(source) => Patch::Value(source),
            },
        }
    }
}

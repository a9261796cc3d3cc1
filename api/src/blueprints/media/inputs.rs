//! Media as clients send them.

use async_graphql::{InputObject, MaybeUndefined};
use presswork_domain::{
    media::{MediaInput, MediaPatchInput},
    patch::Patch,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// A picture to be sent.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateMediaInput {
    /// What its owner calls the file, 1 to 255 characters.
    #[schema(example = "cat.jpg")]
    pub filename: String,
    /// What it is: `image/jpeg`, `image/png`, `image/gif` or `image/webp`.
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    /// Its length in bytes, at most `media.max_bytes` of this server (25 MiB unless its operator says otherwise). The schema has what an
    /// operator can allow.
    #[schema(example = 183_204)]
    pub size: i64,
    /// What it shows, at most 1,000 characters; empty for a mere decoration. Can be said later, and should be.
    #[schema(example = "A cat asleep on a printing press")]
    pub alt_text: Option<String>,
}

impl From<CreateMediaInput> for MediaInput {
    fn from(input: CreateMediaInput) -> Self {
        let CreateMediaInput { filename, media_type, size, alt_text } = input;
        Self { filename, media_type, size, alt_text }
    }
}

/// A change of a medium (RFC 7396): what is absent stays, null clears.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UpdateMediaInput {
    /// What it shows, at most 1,000 characters; empty for a mere decoration, null for not known.
    #[schema(value_type = Option<String>, example = "A cat asleep on a printing press")]
    pub alt_text: MaybeUndefined<String>,
}

impl From<UpdateMediaInput> for MediaPatchInput {
    fn from(input: UpdateMediaInput) -> Self {
        Self {
            alt_text: match input.alt_text {
                MaybeUndefined::Undefined => Patch::Absent,
                MaybeUndefined::Null => Patch::Null,
                MaybeUndefined::Value(text) => Patch::Value(text),
            },
        }
    }
}

//! Webhooks as admins send them.

use async_graphql::{InputObject, MaybeUndefined};
use presswork_domain::{
    patch::Patch,
    webhooks::{WebhookInput, WebhookPatchInput},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::scalars::Time;

/// A webhook to be made.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateWebhookInput {
    /// Where to: an address of `https`, or of `http` where the operator allows that, in no network that is not public.
    #[schema(example = "https://hooks.example/presswork")]
    pub url: String,
    /// What you call it, at most 200 characters.
    #[schema(example = "the site builder")]
    pub description: Option<String>,
    /// Of which types of events it hears, by name; of all when missing or empty.
    #[schema(value_type = Option<Vec<String>>, example = json!(["post.published", "post.updated"]))]
    pub event_types: Option<Vec<String>>,
    /// Whether it hears of one event at a time, in order; not when missing.
    #[schema(example = false)]
    pub ordered: Option<bool>,
    /// Whether it hears of anything at once; it does when missing.
    #[schema(example = true)]
    pub enabled: Option<bool>,
}

impl From<CreateWebhookInput> for WebhookInput {
    fn from(input: CreateWebhookInput) -> Self {
        let CreateWebhookInput { url, description, event_types, ordered, enabled } = input;
        Self { url, description, event_types, ordered, enabled }
    }
}

/// A change of a webhook (RFC 7396): what is absent stays, null clears.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UpdateWebhookInput {
    /// Where to: an address of `https`, or of `http` where the operator allows that, in no network that is not public; can't be cleared.
    #[schema(value_type = String, required = false, example = "https://hooks.example/presswork")]
    pub url: MaybeUndefined<String>,
    /// What you call it, at most 200 characters; null empties it.
    #[schema(value_type = Option<String>)]
    pub description: MaybeUndefined<String>,
    /// Of which types of events it hears, by name; of all when empty or null.
    #[schema(value_type = Option<Vec<String>>)]
    pub event_types: MaybeUndefined<Vec<String>>,
    /// Whether it hears of one event at a time, in order; not when null.
    #[schema(value_type = Option<bool>)]
    pub ordered: MaybeUndefined<bool>,
    /// Whether it hears of anything; can't be cleared. One that is enabled again begins without failures.
    #[schema(value_type = bool, required = false, example = true)]
    pub enabled: MaybeUndefined<bool>,
}

impl From<UpdateWebhookInput> for WebhookPatchInput {
    fn from(input: UpdateWebhookInput) -> Self {
        Self {
            url: patch(input.url),
            description: patch(input.description),
            event_types: patch(input.event_types),
            ordered: patch(input.ordered),
            enabled: patch(input.enabled),
        }
    }
}

/// What to send again.
#[derive(Debug, Clone, Copy, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecoverWebhookInput {
    /// What happened at this time or later.
    pub since: Time,
}

fn patch<T>(value: MaybeUndefined<T>) -> Patch<T> {
    match value {
        MaybeUndefined::Undefined => Patch::Absent,
        MaybeUndefined::Null => Patch::Null,
        MaybeUndefined::Value(value) => Patch::Value(value),
    }
}

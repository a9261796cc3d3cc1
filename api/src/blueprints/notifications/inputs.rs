//! Preferences as clients send them.

use async_graphql::InputObject;
use presswork_domain::notifications::{Preference, PreferencesInput};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dto::{Digest, NotificationKind};

/// By which ways one wants to hear of a kind.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NotificationPreferenceInput {
    /// The kind.
    pub kind: NotificationKind,
    /// Whether it is to come to the inbox.
    #[schema(example = true)]
    pub inbox: bool,
    /// Whether a mail is to come at once.
    #[schema(example = false)]
    pub mail: bool,
    /// Whether it is to come in a digest.
    pub digest: Digest,
}

/// What one wants to hear, by which ways and when. What is missing is as usual again.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SetNotificationPreferencesInput {
    /// The zone whose clocks digests go by: a name of the IANA database; UTC when missing.
    #[schema(example = "Europe/Berlin")]
    pub time_zone: Option<String>,
    /// The hour of the day at which digests come; 8 when missing.
    #[schema(example = 8)]
    pub digest_hour: Option<i64>,
    /// The kinds that are to come otherwise than usual, each once. Usually all come to the inbox, and what people say by mail.
    #[schema(example = json!([{ "kind": "reaction", "inbox": true, "mail": false, "digest": "weekly" }]))]
    pub kinds: Option<Vec<NotificationPreferenceInput>>,
}

impl From<SetNotificationPreferencesInput> for PreferencesInput {
    fn from(input: SetNotificationPreferencesInput) -> Self {
        let preference = |it: NotificationPreferenceInput| Preference {
            kind: it.kind.into(),
            inbox: it.inbox,
            mail: it.mail,
            digest: it.digest.into(),
        };
        Self {
            time_zone: input.time_zone,
            digest_hour: input.digest_hour,
            kinds: input.kinds.map(|kinds| kinds.into_iter().map(preference).collect()),
        }
    }
}

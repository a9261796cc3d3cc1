//! A row of webhooks.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Error, Result,
    events::EventType,
    ids::WebhookId,
    webhooks::{DisabledReason, Webhook, secret::Salts},
};

pub(super) const COLUMNS: &str = "SELECT w.id, w.url, w.description, w.event_types, w.ordered, w.enabled, w.disabled_reason, \
                       w.disabled_at, w.failing_since, w.former_until, w.version, w.created_at, w.updated_at, w.salt, \
                       w.former_salt FROM webhooks w WHERE ";

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    url: String,
    description: String,
    event_types: String,
    ordered: bool,
    enabled: bool,
    disabled_reason: Option<String>,
    disabled_at: Option<DateTime<Utc>>,
    failing_since: Option<DateTime<Utc>>,
    former_until: Option<DateTime<Utc>>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    salt: String,
    former_salt: Option<String>,
}

/// A webhook with what its secrets are made of.
pub(in crate::webhooks) struct Kept {
    pub webhook: Webhook,
    pub salts: Salts,
}

impl Row {
    pub(super) fn read(self, now: DateTime<Utc>) -> Result<Kept> {
        let kinds = self
            .event_types
            .split_ascii_whitespace()
            .map(|name| name.parse::<EventType>().map_err(|_| Error::internal(format!("unknown event {name:?}"))));
        let former_secret_until = self.former_until.filter(|until| *until > now);
        let webhook = Webhook {
            id: WebhookId::from_uuid(self.id),
            url: self.url,
            description: self.description,
            event_types: kinds.collect::<Result<_>>()?,
            ordered: self.ordered,
            enabled: self.enabled,
            disabled_reason: self.disabled_reason.as_deref().map(str::parse::<DisabledReason>).transpose()?,
            disabled_at: self.disabled_at,
            failing_since: self.failing_since,
            former_secret_until,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        };
        let salts = Salts::read(self.salt, self.former_salt.as_deref(), self.former_until, now);
        Ok(Kept { webhook, salts })
    }
}

//! The value types of webhooks.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::{
    Error, Result,
    events::EventType,
    ids::{EventId, WebhookDeliveryId, WebhookId},
    patch::Patch,
};

/// The type of what is sent to try a webhook out: there is no event behind it.
pub const TEST: &str = "webhook.test";

/// Somebody who wants to hear of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where to.
    pub url: String,
    /// What admins call it; may be empty.
    pub description: String,
    /// Of which types; of all when there are none.
    pub event_types: Vec<EventType>,
    /// Whether it hears of one event at a time, in order.
    pub ordered: bool,
    /// Whether it hears of anything.
    pub enabled: bool,
    /// Why it does not.
    pub disabled_reason: Option<DisabledReason>,
    /// Since when it does not.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Since when every attempt has failed; none when the last one did not.
    pub failing_since: Option<DateTime<Utc>>,
    /// Until when requests are signed with the former secret, too.
    pub former_secret_until: Option<DateTime<Utc>>,
    /// Counts the changes; starts at 1.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A webhook in the moment that its secret is shown.
#[derive(Clone)]
pub struct IssuedWebhook {
    /// The webhook.
    pub webhook: Webhook,
    /// `whsec_` and the key in base64. Shown this once.
    pub secret: String,
}

/// Why a webhook is disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DisabledReason {
    /// An admin wanted so.
    Asked,
    /// The receiver has answered that it is gone (410).
    Gone,
    /// Nothing but failures came for too long.
    Failing,
}

impl DisabledReason {
    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }
}

impl FromStr for DisabledReason {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = [Self::Asked, Self::Gone, Self::Failing].into_iter().find(|reason| reason.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown reason {name:?}")))
    }
}

/// What an admin sends to make a webhook.
#[derive(Debug, Clone, Default)]
pub struct WebhookInput {
    /// Where to.
    pub url: String,
    /// What admins call it.
    pub description: Option<String>,
    /// Of which types; of all when missing or empty.
    pub event_types: Option<Vec<String>>,
    /// Whether it hears of one event at a time, in order; not when missing.
    pub ordered: Option<bool>,
    /// Whether it hears of anything at once; it does when missing.
    pub enabled: Option<bool>,
}

/// What an admin sends to change a webhook.
#[derive(Debug, Clone, Default)]
pub struct WebhookPatchInput {
    /// Where to.
    pub url: Patch<String>,
    /// What admins call it; empty when cleared.
    pub description: Patch<String>,
    /// Of which types; of all when empty or cleared.
    pub event_types: Patch<Vec<String>>,
    /// Whether it hears of one event at a time, in order; not when cleared.
    pub ordered: Patch<bool>,
    /// Whether it hears of anything.
    pub enabled: Patch<bool>,
}

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Another attempt is to come.
    Pending,
    /// The receiver has it.
    Delivered,
    /// It was given up.
    Failed,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Failed];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for DeliveryState {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown delivery state {name:?}")))
    }
}

/// What a webhook was told of an event, or is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: WebhookDeliveryId,
    /// The webhook.
    pub webhook_id: WebhookId,
    /// The event: the `webhook-id` of every attempt.
    pub event_id: EventId,
    /// The event's type, or [`TEST`].
    pub event_type: String,
    /// The event's number; none for a test.
    pub event_seq: Option<i64>,
    /// What is sent: JSON, the same in every attempt.
    pub body: String,
    /// What becomes of it.
    pub state: DeliveryState,
    /// How many attempts there were.
    pub attempts: i32,
    /// How many of them since it was last begun anew.
    pub round: i32,
    /// When the next one is to come.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// The status of the last answer.
    pub last_status: Option<i32>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it arrived or was given up.
    pub finished_at: Option<DateTime<Utc>>,
}

impl Delivery {
    /// Whether there is no event behind it.
    #[must_use]
    pub const fn is_test(&self) -> bool {
        self.event_seq.is_none()
    }
}

/// Which deliveries to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeliveryFilter {
    /// Only in this state.
    pub state: Option<DeliveryState>,
}

/// One request, and what came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Counts the attempts of a delivery, from 1.
    pub number: i32,
    /// Where it went.
    pub url: String,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub millis: i32,
    /// The status of the answer, if there was one.
    pub status: Option<i32>,
    /// The headers of the answer, in their order.
    pub headers: Option<Vec<(String, String)>>,
    /// The beginning of its body.
    pub body: Option<String>,
    /// Why it failed; none when it did not.
    pub error: Option<String>,
}

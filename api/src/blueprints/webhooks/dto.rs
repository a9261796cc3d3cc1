//! Webhooks and deliveries as admins see them.

use async_graphql::{Enum, ID, SimpleObject};
use presswork_domain::webhooks;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// Why a webhook is disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "webhooks::DisabledReason")]
pub enum WebhookDisabledReason {
    /// An admin wanted so.
    Asked,
    /// The receiver has answered that it is gone (410).
    Gone,
    /// Nothing but failures came for too long.
    Failing,
}

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "webhooks::DeliveryState")]
pub enum WebhookDeliveryState {
    /// Another attempt is to come.
    Pending,
    /// The receiver has it.
    Delivered,
    /// It was given up.
    Failed,
}

/// Somebody who wants to hear of events.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// The public id.
    #[schema(value_type = String, example = "hook_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Where to.
    #[schema(example = "https://hooks.example/presswork")]
    pub url: String,
    /// What admins call it; may be empty.
    #[schema(example = "the site builder")]
    pub description: String,
    /// Of which types of events it hears, by name; of all when there are none.
    #[schema(example = json!(["post.published", "post.updated"]))]
    pub event_types: Vec<String>,
    /// Whether it hears of one event at a time, in order.
    #[schema(example = false)]
    pub ordered: bool,
    /// Whether it hears of anything.
    #[schema(example = true)]
    pub enabled: bool,
    /// Why it does not; null while it is enabled.
    pub disabled_reason: Option<WebhookDisabledReason>,
    /// Since when it does not; null while it is enabled.
    pub disabled_at: Option<Time>,
    /// Since when every attempt has failed; null when the last one did not.
    pub failing_since: Option<Time>,
    /// Until when requests are signed with the former secret, too; null when they are not.
    pub former_secret_until: Option<Time>,
    /// Counts the changes; starts at 1.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was made.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

impl From<webhooks::Webhook> for Webhook {
    fn from(webhook: webhooks::Webhook) -> Self {
        Self {
            id: webhook.id.to_string().into(),
            url: webhook.url,
            description: webhook.description,
            event_types: webhook.event_types.iter().map(|kind| kind.as_str().to_owned()).collect(),
            ordered: webhook.ordered,
            enabled: webhook.enabled,
            disabled_reason: webhook.disabled_reason.map(Into::into),
            disabled_at: webhook.disabled_at.map(Time::from),
            failing_since: webhook.failing_since.map(Time::from),
            former_secret_until: webhook.former_secret_until.map(Time::from),
            version: webhook.version,
            created_at: webhook.created_at.into(),
            updated_at: webhook.updated_at.into(),
        }
    }
}

/// A webhook in the moment that its secret is made: the one time that it is shown.
#[derive(Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssuedWebhook {
    /// The webhook.
    pub webhook: Webhook,
    /// With what the receiver checks signatures (Standard Webhooks). Keep it; it is never shown again.
    #[schema(pattern = "^whsec_[0-9A-Za-z+/]{43}=$")]
    pub secret: String,
}

impl From<webhooks::IssuedWebhook> for IssuedWebhook {
    fn from(issued: webhooks::IssuedWebhook) -> Self {
        Self { webhook: issued.webhook.into(), secret: issued.secret }
    }
}

/// What a webhook was told of an event, or is to be told.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookDelivery {
    /// The public id.
    #[schema(value_type = String, example = "dlv_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The webhook.
    #[schema(value_type = String, example = "hook_01h455vb4pex5vsknk084sn02q")]
    pub webhook_id: ID,
    /// The event; `webhook-id` of every attempt.
    #[schema(value_type = String, example = "evt_01h455vb4pex5vsknk084sn02q")]
    pub event_id: ID,
    /// The type of the event, or `webhook.test`.
    #[schema(example = "post.published")]
    pub event_type: String,
    /// What is sent: JSON, the same in every attempt, byte by byte.
    #[schema(example = "{\"type\":\"post.published\"}")]
    pub body: String,
    /// What becomes of it.
    pub state: WebhookDeliveryState,
    /// How many attempts there were.
    #[schema(minimum = 0, example = 1)]
    pub attempts: i32,
    /// When the next one is to come; null when there is none.
    pub next_attempt_at: Option<Time>,
    /// The status of the last answer; null when there was none.
    #[schema(minimum = 100, example = 503)]
    pub last_status: Option<i32>,
    /// Why the last attempt failed; null when it did not.
    #[schema(example = "it answered with 503")]
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Time,
    /// When it arrived or was given up; null before.
    pub finished_at: Option<Time>,
}

impl WebhookDelivery {
    /// Where it is followed.
    pub fn address(&self) -> String {
        format!("/v1/deliveries/{}", *self.id)
    }
}

impl From<webhooks::Delivery> for WebhookDelivery {
    fn from(delivery: webhooks::Delivery) -> Self {
        Self {
            id: delivery.id.to_string().into(),
            webhook_id: delivery.webhook_id.to_string().into(),
            event_id: delivery.event_id.to_string().into(),
            event_type: delivery.event_type,
            body: delivery.body,
            state: delivery.state.into(),
            attempts: delivery.attempts,
            next_attempt_at: delivery.next_attempt_at.map(Time::from),
            last_status: delivery.last_status,
            last_error: delivery.last_error,
            created_at: delivery.created_at.into(),
            finished_at: delivery.finished_at.map(Time::from),
        }
    }
}

/// A header of an answer.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookHeader {
    /// Its name, in lower case.
    #[schema(example = "retry-after")]
    pub name: String,
    /// What it says.
    #[schema(example = "120")]
    pub value: String,
}

/// One request to a webhook, and what came back.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookAttempt {
    /// Counts the attempts of a delivery, from 1.
    #[schema(minimum = 1, example = 1)]
    pub number: i32,
    /// Where it went.
    #[schema(example = "https://hooks.example/presswork")]
    pub url: String,
    /// When; `webhook-timestamp`, to the second.
    pub sent_at: Time,
    /// How long it took, in milliseconds.
    #[schema(minimum = 0, example = 120)]
    pub millis: i32,
    /// The status of the answer; null when there was none.
    #[schema(minimum = 100, example = 503)]
    pub status: Option<i32>,
    /// The headers of the answer, in their order, the first 8 KiB; null when there was none.
    pub headers: Option<Vec<WebhookHeader>>,
    /// The first 16 KiB of the answer's body; null when there was none.
    #[schema(example = "busy")]
    pub body: Option<String>,
    /// Why it failed; null when it did not.
    #[schema(example = "it answered with 503")]
    pub error: Option<String>,
}

impl From<webhooks::Attempt> for WebhookAttempt {
    fn from(attempt: webhooks::Attempt) -> Self {
        let header = |(name, value)| WebhookHeader { name, value };
        Self {
            number: attempt.number,
            url: attempt.url,
            sent_at: attempt.sent_at.into(),
            millis: attempt.millis,
            status: attempt.status,
            headers: attempt.headers.map(|headers| headers.into_iter().map(header).collect()),
            body: attempt.body,
            error: attempt.error,
        }
    }
}

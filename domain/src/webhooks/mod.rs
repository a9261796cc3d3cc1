//! Webhooks: those who want to hear of events are told, as Standard Webhooks has it (<https://www.standardwebhooks.com>).
//!
//! - **Relay.** Events get their number and become deliveries, one for each webhook that wants to hear of them, in one transaction
//!   ([`relay`]). A delivery is a row, and the job that makes its next attempt is enqueued with it: nothing is lost however a process
//!   dies, and an attempt may come twice. Receivers tell by `webhook-id`, which is the id of the event, whatever the attempt.
//! - **Attempts.** Eight within about 28 hours. Each is written down with what came back. Only 2xx is success; redirects are not
//!   followed; `Retry-After` is honoured; 410 disables the webhook, and so does nothing but failures for `webhooks.disable_after`,
//!   of which admins get a mail.
//! - **Fairness.** Each webhook is a group of jobs of which few run at once, an attempt leaves its slot while it waits for an answer, and a
//!   webhook of which the last attempt failed is served by another queue: who is slow, or fails, keeps nobody else waiting.
//! - **Order.** In general there is none: attempts fail and come later. An `ordered` webhook hears of one event at a time, in the
//!   order of their numbers; the next waits until the one before it has arrived or is given up.
//! - **Secrets** are derived from a key and a salt, so that the database has none.

mod jobs;
mod model;
mod policy;
mod purge;
mod recovery;
mod relay;
mod schedule;
mod secret;
mod sending;
mod service;
mod settle;
mod store;

pub use jobs::{DeliverWebhook, RecoverWebhook, RetryWebhook};
pub use model::{
    Attempt, Delivery, DeliveryFilter, DeliveryState, DisabledReason, IssuedWebhook, TEST, Webhook, WebhookInput,
    WebhookPatchInput,
};
pub use purge::purge;
pub use recovery::{recover, run_recovery};
pub use relay::relay;
pub use sending::send;
pub use service::{
    DESCRIPTION_MAX, attempts, create, delete, deliveries, delivery, get, list, redeliver, rotate_secret, test, update,
};
pub use settle::settle;

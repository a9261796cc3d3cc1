//! The use cases of webhooks.

mod deliveries;
mod inputs;
mod webhooks;

pub(super) use deliveries::disabled;
pub use deliveries::{attempts, deliveries, delivery, redeliver, test};
pub use inputs::DESCRIPTION_MAX;
pub(super) use inputs::{Change, NewWebhook};
pub use webhooks::{create, delete, get, list, rotate_secret, update};
pub(super) use webhooks::{gone, host};

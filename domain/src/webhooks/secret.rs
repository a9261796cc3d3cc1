//! Secrets, and what is signed with them: symmetric keys and `v1` signatures of Standard Webhooks.
//!
//! A secret is an HMAC of the webhook's id and a salt, with a key that is derived from `auth.secret_key`: whoever copies the database
//! has no secret, and another salt makes another secret.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    Context,
    ids::{EventId, WebhookId},
    platform::{
        secret::random_token,
        signature::{Key, PREFIX},
    },
};

/// Of what the present secret of a webhook is made, and the former one while it still signs.
#[derive(Debug, Clone)]
pub(super) struct Salts {
    pub present: String,
    pub former: Option<String>,
}

/// A new salt.
pub(super) fn salt(cx: &Context) -> String {
    random_token(&*cx.deps.entropy)
}

/// The secret as receivers keep it.
pub(super) fn shown(cx: &Context, webhook: WebhookId, salt: &str) -> String {
    format!("{PREFIX}{}", STANDARD.encode(key(cx, webhook, salt)))
}

/// The value of `webhook-signature`: one signature, or two while a former secret still counts.
pub(super) fn signatures(
    cx: &Context,
    webhook: WebhookId,
    salts: &Salts,
    event: EventId,
    timestamp: i64,
    body: &str,
) -> String {
    let all = std::iter::once(&salts.present).chain(&salts.former);
    let (event, body) = (event.to_string(), body.as_bytes());
    all.map(|salt| Key::of(&key(cx, webhook, salt)).sign(&event, timestamp, body)).collect::<Vec<_>>().join(" ")
}

fn key(cx: &Context, webhook: WebhookId, salt: &str) -> [u8; 32] {
    cx.deps.secrets.derived_key("webhook-secret", &format!("{webhook}:{salt}"))
}

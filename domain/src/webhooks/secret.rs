//! Secrets, and what is signed with them: symmetric keys and `v1` signatures of Standard Webhooks.
//!
//! A secret is an HMAC of the webhook's id and a salt, with a key that is derived from `auth.secret_key`: whoever copies the database
//! has no secret, and another salt makes another secret.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    Context,
    ids::{EventId, WebhookId},
    platform::secret::random_token,
};

/// What every secret begins with.
const PREFIX: &str = "whsec_";

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
    let content = format!("{event}.{timestamp}.{body}");
    let all = std::iter::once(&salts.present).chain(&salts.former);
    all.map(|salt| sign(&key(cx, webhook, salt), &content)).collect::<Vec<_>>().join(" ")
}

fn key(cx: &Context, webhook: WebhookId, salt: &str) -> [u8; 32] {
    cx.deps.secrets.derived_key("webhook-secret", &format!("{webhook}:{salt}"))
}

fn sign(key: &[u8; 32], content: &str) -> String {
    // HMAC pads a shorter key to its block with zeros (RFC 2104).
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(content.as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_specification() {
        // The example of the specification's reference libraries.
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let mut key = [0; 32];
        key[..secret.len()].copy_from_slice(&secret);
        let content = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}";
        assert_eq!(sign(&key, content), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}

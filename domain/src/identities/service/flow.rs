//! What a departure and its return agree on.

use crate::{Context, ids::FlowId};

/// The address that the provider sends the browser back to.
pub(super) fn callback(cx: &Context, provider: &str) -> String {
    let settings = cx.settings();
    format!("{}/v1/auth/oidc/{provider}/callback", settings.public_url(settings.http.port))
}

/// Made again at the return, so that no row holds them.
pub(super) fn nonce(cx: &Context, id: FlowId) -> String {
    cx.deps.secrets.derived_token("oauth-nonce", &id.to_string())
}

pub(super) fn verifier(cx: &Context, id: FlowId) -> String {
    cx.deps.secrets.derived_token("oauth-verifier", &id.to_string())
}

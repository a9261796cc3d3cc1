//! Leaving for a provider.

use url::Url;

use super::flow::{callback, nonce, verifier};
use crate::{
    Context, Error, Result,
    identities::store,
    ids::{self, FlowId},
    platform::{
        oauth::{Departure, is_challenge},
        secret::random_token,
    },
};

/// Where the browser of somebody goes who wants to log in by a provider.
///
/// # Errors
/// `not_found` for a provider that is not in the settings; `redirect_not_allowed` for an address that is not; a fault of the
/// challenge; `unavailable` when the provider is away.
pub async fn depart(cx: &Context, provider: &str, redirect_to: &str, challenge: &str) -> Result<Url> {
    let there = cx.deps.providers.get(provider)?;
    if !cx.settings().oauth.redirect_urls.iter().any(|allowed| allowed == redirect_to) {
        let detail = "this is no address that logins come back to (oauth.redirect_urls)";
        return Err(Error::malformed("redirect_not_allowed", detail));
    }
    if !is_challenge(challenge) {
        let detail = "the SHA-256 of a verifier in base64url without padding";
        return Err(Error::invalid("/codeChallenge", "invalid_format", detail));
    }
    let (id, state): (FlowId, String) = (ids::new(cx), random_token(&*cx.deps.entropy));
    let url = there
        .departure(&Departure {
            redirect_uri: &callback(cx, provider),
            state: &state,
            nonce: &nonce(cx, id),
            verifier: &verifier(cx, id),
            now: cx.now,
        })
        .await?;
    let tx = cx.begin_apart().await?;
    store::begin(cx, &tx, id, &state, (provider, redirect_to, challenge)).await?;
    tx.commit().await?;
    Ok(url)
}

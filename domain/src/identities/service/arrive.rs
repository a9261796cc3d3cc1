//! Coming back from a provider.

use serde_json::json;
use url::Url;

use super::flow::{callback, nonce, verifier};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    identities::store::{self, Flow},
    platform::{oauth::Arrival, secret::random_token},
};

/// What a provider hands to the callback.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answer<'a> {
    /// The state of the departure.
    pub state: Option<&'a str>,
    /// The code, if all went well.
    pub code: Option<&'a str>,
    /// What went wrong otherwise.
    pub error: Option<&'a str>,
    /// Who answers (RFC 9207).
    pub issuer: Option<&'a str>,
}

/// Takes the answer of a provider. Tells where the browser goes now: back to the app, with a code for it or the reason why there
/// is none.
///
/// # Errors
/// `not_found` for a provider that is not in the settings; `invalid_state` for an answer that nobody waits for.
pub async fn arrive(cx: &Context, provider: &str, answer: &Answer<'_>) -> Result<Url> {
    let there = cx.deps.providers.get(provider)?;
    let tx = cx.begin_apart().await?;
    let flow = store::answer(cx, &tx, provider, answer.state.unwrap_or_default()).await?;
    let detail = "nobody waits for this answer, or no longer; begin the login again";
    let flow = flow.ok_or_else(|| Error::malformed("invalid_state", detail))?;
    tx.commit().await?;
    let Some(code) = answer.code else {
        // Only what is known to be harmless is handed on.
        let reason = if answer.error == Some("access_denied") { "access_denied" } else { "provider_refused" };
        return back(&flow, "error", reason);
    };
    let arrival = Arrival {
        redirect_uri: &callback(cx, provider),
        code,
        issuer: answer.issuer,
        nonce: &nonce(cx, flow.id()),
        verifier: &verifier(cx, flow.id()),
        now: cx.now,
    };
    match there.arrival(&arrival).await {
        Ok(claims) => {
            let code = random_token(&*cx.deps.entropy);
            let tx = cx.begin_apart().await?;
            store::keep(cx, &tx, flow.id(), &claims, &code).await?;
            tx.commit().await?;
            back(&flow, "code", &code)
        }
        Err(error) => {
            audit::record_alone(cx, Entry::failed("session.login").with(json!({ "provider": provider }))).await?;
            back(&flow, "error", error.code())
        }
    }
}

fn back(flow: &Flow, name: &str, value: &str) -> Result<Url> {
    let mut url = Url::parse(&flow.redirect_to).map_err(Error::internal)?;
    url.query_pairs_mut().append_pair(name, value);
    Ok(url)
}

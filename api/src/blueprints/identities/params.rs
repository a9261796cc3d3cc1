//! What stands in the addresses of a way to a provider and back.

use serde::Deserialize;
use utoipa::IntoParams;

/// Where a login comes back to, and the app's challenge.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DepartureParams {
    /// One of `oauth.redirect_urls`, exactly.
    #[param(example = "https://app.example/logged-in")]
    pub redirect_to: String,
    /// The SHA-256 of a verifier that the app keeps, in base64url (RFC 7636, S256).
    #[param(example = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")]
    pub code_challenge: String,
}

/// What a provider hands to its callback. It may hand over more.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CallbackParams {
    /// The state of the departure.
    pub state: Option<String>,
    /// The code, if all went well.
    pub code: Option<String>,
    /// What went wrong otherwise.
    pub error: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
}

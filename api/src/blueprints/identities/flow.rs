//! The browser's way to a provider and back.

use actix_web::{
    HttpResponse, get,
    http::header::{CACHE_CONTROL, HeaderValue, LOCATION},
    web::Path,
};
use presswork_domain::identities::{self, Answer as Answered};
use url::Url;

use super::params::{CallbackParams, DepartureParams};
use crate::{answer::Answer, cx::Cx, query::Query, routes::Routes};

/// Begins a login by a provider: sends the browser there.
#[utoipa::path(
    operation_id = "beginProviderLogin", tag = "identities",
    params(("provider" = String, Path, description = "The name of a provider in the settings.", example = "github"), DepartureParams),
    responses((status = 303, description = "At the provider.", headers(("Location" = String))), (status = 404)),
    extensions(("x-transport-bound" = json!("a browser is sent to another site")))
)]
#[get("/auth/oidc/{provider}")]
async fn begin(cx: Cx, provider: Path<String>, Query(params): Query<DepartureParams>) -> Answer {
    Ok(elsewhere(&identities::depart(&cx, &provider, &params.redirect_to, &params.code_challenge).await?))
}

/// Takes the answer of a provider: sends the browser back to the app, with a `code` for `completeProviderLogin` or
/// `linkIdentity`, or with an `error`.
#[utoipa::path(
    operation_id = "finishProviderLogin", tag = "identities",
    params(("provider" = String, Path, description = "The name of a provider in the settings.", example = "github"), CallbackParams),
    responses((status = 303, description = "Back at the app.", headers(("Location" = String))), (status = 404)),
    extensions(("x-transport-bound" = json!("a browser comes from another site")))
)]
#[get("/auth/oidc/{provider}/callback")]
async fn finish(cx: Cx, provider: Path<String>, Query(params): Query<CallbackParams>) -> Answer {
    let answered = Answered {
        state: params.state.as_deref(),
        code: params.code.as_deref(),
        error: params.error.as_deref(),
        issuer: params.iss.as_deref(),
    };
    Ok(elsewhere(&identities::arrive(&cx, &provider, &answered).await?))
}

/// 303 to an address that is for once.
fn elsewhere(url: &Url) -> HttpResponse {
    let mut response = HttpResponse::SeeOther().finish();
    if let Ok(location) = HeaderValue::from_str(url.as_str()) {
        response.headers_mut().insert(LOCATION, location);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The routes of the way there and back.
pub fn routes(config: &mut Routes<'_>) {
    config.service(begin).service(finish);
}

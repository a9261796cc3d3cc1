//! `/.well-known/jwks.json`.

use actix_web::{
    get,
    http::header::{CACHE_CONTROL, HeaderValue},
};

use super::dto::{JsonWebKey, JsonWebKeySet};
use crate::{
    answer::{Answer, ok},
    cx::Cx,
    routes::Routes,
};

/// The keys by which others can check our access tokens. A token of a key that is not there yet is a reason to ask again.
#[utoipa::path(
    operation_id = "jsonWebKeys", tag = "accounts",
    responses((status = 200, body = JsonWebKeySet)),
    extensions(("x-transport-bound" = json!("libraries look for the keys of an issuer at this address")))
)]
#[get("/jwks.json")]
async fn keys(cx: Cx) -> Answer {
    let keys = cx.deps.tokens.public_keys().into_iter().map(JsonWebKey::from).collect();
    let mut response = ok(JsonWebKeySet { keys });
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}

/// The routes of keys.
pub fn routes(config: &mut Routes<'_>) {
    config.service(keys);
}

//! The answer over HTTP, in one piece.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde_json::json;

use super::{accept::Accepted, told::Told};
use crate::{etag, problem::Problem};

/// A request that never began to run is an error of the client; the classic media type hides that. An answer without errors
/// is tagged; one with errors names its request, so it is never the same twice.
pub fn answer(told: &Told, accepted: Accepted) -> HttpResponse {
    let bad = told.is_refused() && accepted != Accepted::Json;
    let status = if bad { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let bytes = serde_json::to_vec(told).unwrap_or_default();
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, accepted.media_type())).insert_header((header::VARY, "Accept"));
    if told.errors().is_empty()
        && let Some(tag) = etag::of(&bytes, None)
    {
        response.insert_header((header::ETAG, tag));
    }
    response.body(bytes)
}

/// The body of an answer to a request that failed before GraphQL saw it.
pub fn error_body(problem: &Problem) -> String {
    json!({ "errors": [{ "message": problem.detail, "extensions": problem }] }).to_string()
}

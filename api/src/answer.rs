//! The successes of the REST face.

use actix_web::{HttpResponse, http::header};
use serde::Serialize;

use crate::problem::ApiError;

/// What a REST handler returns.
pub type Answer = Result<HttpResponse, ApiError>;

/// 200 with a body.
pub fn ok(body: impl Serialize) -> HttpResponse {
    HttpResponse::Ok().json(body)
}

/// 201 with a body and where it lives.
pub fn created(location: &str, body: impl Serialize) -> HttpResponse {
    HttpResponse::Created().insert_header((header::LOCATION, location)).json(body)
}

/// 202 with a body: accepted, not done yet.
pub fn accepted(body: impl Serialize) -> HttpResponse {
    HttpResponse::Accepted().json(body)
}

/// 204: done, nothing to say.
pub fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// 301: it lives elsewhere now.
pub fn moved(location: &str) -> HttpResponse {
    HttpResponse::MovedPermanently().insert_header((header::LOCATION, location)).finish()
}

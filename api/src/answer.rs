//! The successes of the REST face.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use presswork_domain::Error;
use serde::Serialize;

use crate::{etag, problem::ApiError};

/// What a REST handler returns.
pub type Answer = Result<HttpResponse, ApiError>;

/// 200 with a body and its tag.
pub fn ok(body: impl Serialize) -> HttpResponse {
    json(StatusCode::OK, &body, None)
}

/// 200 with a body that has a version, which its tag says.
pub fn ok_at(version: i64, body: impl Serialize) -> HttpResponse {
    json(StatusCode::OK, &body, Some(version))
}

/// 200 with a body that is for once: no tag, nothing to come back for.
pub fn ok_once(body: impl Serialize) -> HttpResponse {
    HttpResponse::Ok().json(body)
}

/// 201 with a body that is for once, and where the thing lives; nowhere for what has no address of its own.
pub fn created_once(location: Option<&str>, body: impl Serialize) -> HttpResponse {
    let mut response = HttpResponse::Created();
    if let Some(location) = location {
        response.insert_header((header::LOCATION, location));
    }
    response.json(body)
}

/// A JSON body and its tag.
pub fn json(status: StatusCode, body: &impl Serialize, version: Option<i64>) -> HttpResponse {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let tag = etag::of(&bytes, version);
            let mut response = HttpResponse::build(status).content_type(header::ContentType::json()).body(bytes);
            if let Some(tag) = tag {
                response.headers_mut().insert(header::ETAG, tag);
            }
            response
        }
        Err(error) => HttpResponse::from_error(ApiError::from(Error::internal(error))),
    }
}

/// 204: done, nothing to say.
pub fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// 301: it lives elsewhere now, and is asked for there in the same words.
pub fn moved(location: &str, query: &str) -> HttpResponse {
    let location = if query.is_empty() { location.to_owned() } else { format!("{location}?{query}") };
    HttpResponse::MovedPermanently().insert_header((header::LOCATION, location)).finish()
}

//! What a body may be, and how a client hears what it may be.

use actix_web::{
    HttpMessage, HttpRequest,
    http::{
        Method, StatusCode,
        header::{self, HeaderName},
    },
};

use crate::problem::{ApiError, Problem};

/// The header that says what a PATCH may be (RFC 5789, section 3.1).
pub const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");
/// What it says.
pub const PATCH_TYPES: &str = "application/merge-patch+json, application/json";

/// `application/json` and every `+json` type; PATCH bodies are merge patches whatever they call themselves.
pub fn accepted_type(request: &HttpRequest) -> Result<(), ApiError> {
    let kind = request.content_type();
    let json = kind.eq_ignore_ascii_case("application/json") || kind.to_ascii_lowercase().ends_with("+json");
    let utf8 = request.encoding().is_ok_and(|encoding| encoding.name() == "UTF-8");
    if json && utf8 {
        return Ok(());
    }
    let detail = "send application/json in UTF-8";
    let refused = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail);
    Err(match *request.method() {
        Method::PATCH => ApiError::from(refused).with_header(ACCEPT_PATCH, PATCH_TYPES),
        _ => ApiError::from(refused).with_header(header::ACCEPT, "application/json"),
    })
}

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

/// What a body may be compressed by; the server takes it off.
const CODINGS: [&str; 5] = ["br", "deflate", "gzip", "identity", "zstd"];

/// `application/json` and every `+json` type, said once; PATCH bodies are merge patches whatever they call themselves.
pub fn accepted_type(request: &HttpRequest) -> Result<(), ApiError> {
    coded_as_known(request)?;
    let kind = request.content_type();
    let once = request.headers().get_all(header::CONTENT_TYPE).count() == 1;
    let json = kind.eq_ignore_ascii_case("application/json") || kind.to_ascii_lowercase().ends_with("+json");
    let utf8 = request.encoding().is_ok_and(|encoding| encoding.name() == "UTF-8");
    if once && json && utf8 {
        return Ok(());
    }
    let detail = "send application/json in UTF-8";
    let refused = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail);
    Err(match *request.method() {
        Method::PATCH => ApiError::from(refused).with_header(ACCEPT_PATCH, PATCH_TYPES),
        _ => ApiError::from(refused).with_header(header::ACCEPT, "application/json"),
    })
}

/// A body in another coding can't be read (RFC 9110, section 8.4).
fn coded_as_known(request: &HttpRequest) -> Result<(), ApiError> {
    let mut codings = request.headers().get_all(header::CONTENT_ENCODING);
    let known = |value: &header::HeaderValue| {
        value.to_str().is_ok_and(|coding| CODINGS.iter().any(|known| coding.trim().eq_ignore_ascii_case(known)))
    };
    if codings.next().is_none_or(known) && codings.next().is_none() {
        return Ok(());
    }
    let detail = "send the body in one of the codings br, deflate, gzip and zstd, or in none";
    let refused = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail);
    Err(ApiError::from(refused).with_header(header::ACCEPT_ENCODING, "br, deflate, gzip, zstd"))
}

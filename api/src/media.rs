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

/// Of a PATCH the two names of a merge patch, because another type, such as a JSON Patch, is another document of changes. Of others
/// `application/json` and every `+json` type. Said once, and in UTF-8.
pub fn accepted_type(request: &HttpRequest) -> Result<(), ApiError> {
    coded_as_known(request)?;
    let kind = request.content_type().to_ascii_lowercase();
    let once = request.headers().get_all(header::CONTENT_TYPE).count() == 1;
    let utf8 = request.encoding().is_ok_and(|encoding| encoding.name() == "UTF-8");
    let patches = request.method() == Method::PATCH;
    let known = if patches {
        PATCH_TYPES.split(", ").any(|known| kind == known)
    } else {
        kind == "application/json" || kind.ends_with("+json")
    };
    if once && known && utf8 {
        return Ok(());
    }
    let refused = |detail| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail);
    Err(if patches {
        let detail = "send a merge patch (RFC 7396) as application/merge-patch+json or application/json, in UTF-8";
        ApiError::from(refused(detail)).with_header(ACCEPT_PATCH, PATCH_TYPES)
    } else {
        ApiError::from(refused("send application/json in UTF-8")).with_header(header::ACCEPT, "application/json")
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

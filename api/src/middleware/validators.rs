//! "Not modified", and "not what you want to read", for everything that has an entity tag.
//!
//! Handlers tag the bytes that they write. Compression, which lies between them and here, makes other bytes of them, and a
//! strong tag must not stand for both (RFC 9110, section 8.8.1): so a compressed answer's tag gets the name of its coding
//! at the end, `"7-q9XcE3fL-gzip"`, and is kept so. Only then is it compared, so that a client hears 304 about the bytes that
//! it really has; and who tells a compressed tag to `If-Match` of a change is understood, because only the version counts there.
//! Of a read it has to be the tag of the very bytes, because some of them (`Range`) are put to those that the client has.

use actix_web::{
    Error, ResponseError,
    body::{self, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, ETag, EntityTag, HeaderMap, HeaderName, HeaderValue, TryIntoHeaderValue},
    },
    middleware::Next,
};

use super::conditions::{Tags, Wanted};
use crate::problem::{ApiError, Problem};

/// What belongs to a body, which an answer without one does not have.
const OF_A_BODY: [HeaderName; 4] =
    [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];

/// Refuses reads of something else than the client wants, and leaves out the bytes that it has (RFC 9110, section 13.2.2).
pub async fn validators(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_read = request.method() == Method::GET;
    let (wanted, known) = (Wanted::of(request.request()), Tags::of(request.request(), &header::IF_NONE_MATCH));
    let response = next.call(request).await?.map_into_boxed_body();
    if is_read && !wanted.is(response.status(), response.headers()) {
        let detail = "this is not, or no longer, what the client named";
        let refused = Problem::new(StatusCode::PRECONDITION_FAILED, "stale_version", detail);
        let (request, _) = response.into_parts();
        return Ok(ServiceResponse::new(request, ApiError::from(refused).error_response()));
    }
    let is_whole = is_read && response.status() == StatusCode::OK;
    let has = |tag| known.have(tag, EntityTag::weak_eq);
    if !(is_whole && response.headers().get(header::ETAG).is_some_and(has)) {
        return Ok(response);
    }
    Ok(response.map_body(|head, _| {
        head.status = StatusCode::NOT_MODIFIED;
        for name in &OF_A_BODY {
            drop(head.headers.remove(name));
        }
        body::None::new().boxed()
    }))
}

/// Says for which bytes a tag stands: that of the handler, with the coding's name.
pub async fn codings(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = next.call(request).await?.map_into_boxed_body();
    if let Some(tag) = coded(response.headers()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// The tag of these bytes, where it is another than the handler's.
fn coded(headers: &HeaderMap) -> Option<HeaderValue> {
    let coding = headers.get(header::CONTENT_ENCODING)?.to_str().ok().filter(|coding| *coding != "identity")?;
    let tag: EntityTag = headers.get(header::ETAG)?.to_str().ok()?.parse().ok()?;
    if tag.weak {
        return None;
    }
    ETag(EntityTag::new_strong(format!("{}-{coding}", tag.tag()))).try_into_value().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagged(coding: Option<&'static str>, tag: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, HeaderValue::from_static(tag));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        coded(&headers).map(|tag| tag.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_strong_tag_names_the_coding_of_its_bytes_and_a_weak_one_stands_for_all() {
        assert_eq!(tagged(None, "\"7-a\""), None);
        assert_eq!(tagged(Some("br"), "\"7-a\""), Some("\"7-a-br\"".to_owned()));
        assert_eq!(tagged(Some("identity"), "\"7-a\""), None);
        assert_eq!(tagged(Some("br"), "W/\"a\""), None);
        assert_eq!(tagged(Some("br"), "nonsense"), None);
    }
}

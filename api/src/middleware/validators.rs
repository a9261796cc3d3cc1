//! "Not modified", for everything that has an entity tag.
//!
//! Handlers tag the bytes that they write. Compression, which lies between them and here, makes other bytes of them, and a
//! strong tag must not stand for both (RFC 9110, section 8.8.1): so a compressed answer's tag gets the name of its coding
//! at the end, `"7-q9XcE3fL-gzip"`, and is kept so. Only then is it compared, so that a client hears 304 about the bytes that
//! it really has; and who tells a compressed tag to `If-Match` is understood, because only the version counts there.

use actix_web::{
    Error,
    body::{self, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, ETag, EntityTag, HeaderMap, HeaderValue, TryIntoHeaderValue},
    },
    middleware::Next,
};

/// What belongs to a body, which an answer without one does not have.
const OF_A_BODY: [header::HeaderName; 4] =
    [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];

/// Leaves out the bytes that the client has.
pub async fn validators(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (known, is_read) = (Known::of(&request), request.method() == Method::GET);
    let response = next.call(request).await?.map_into_boxed_body();
    let is_whole = is_read && response.status() == StatusCode::OK;
    if !(is_whole && response.headers().get(header::ETAG).is_some_and(|tag| known.has(tag))) {
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

/// What a client has: the lines of `If-None-Match`.
struct Known(Vec<HeaderValue>);

impl Known {
    fn of(request: &ServiceRequest) -> Self {
        Self(request.headers().get_all(header::IF_NONE_MATCH).cloned().collect())
    }

    fn has(&self, tag: &HeaderValue) -> bool {
        let Some(first) = self.0.first() else { return false };
        // Most send back what they were told.
        let quoted = tag.len() > 1 && tag.as_bytes().starts_with(b"\"") && tag.as_bytes().ends_with(b"\"");
        if quoted && self.0.len() == 1 && first == tag {
            return true;
        }
        let Some(tag) = tag.to_str().ok().and_then(|tag| tag.parse::<EntityTag>().ok()) else { return false };
        let Ok(lines) = self.0.iter().map(HeaderValue::to_str).collect::<Result<Vec<_>, _>>() else { return false };
        let mut tags = lines.iter().flat_map(|line| line.split(',')).map(str::trim);
        lines[0].trim() == "*" || tags.any(|one| one.parse::<EntityTag>().is_ok_and(|one| one.weak_eq(&tag)))
    }
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

    #[test]
    fn what_a_client_has_is_found_in_all_that_it_names() {
        let has = |lines: &[&'static str], tag| {
            Known(lines.iter().copied().map(HeaderValue::from_static).collect()).has(&HeaderValue::from_static(tag))
        };
        for lines in [&["\"7-a\""][..], &["W/\"7-a\""], &["\"x\" , \"7-a\""], &["\"x\"", "\"7-a\""], &[" * "]] {
            assert!(has(lines, "\"7-a\""), "{lines:?}");
        }
        for lines in [&["\"7-b\""][..], &["7-a"], &["\"x\"", "*"], &["\"7-a-br\""], &[]] {
            assert!(!has(lines, "\"7-a\""), "{lines:?}");
        }
        assert!(has(&["\"a\""], "W/\"a\"") && !has(&["nonsense"], "nonsense"));
    }
}

//! "Not modified", for everything that has an entity tag.
//!
//! Handlers tag the bytes that they write. Compression, which lies between them and here, makes other bytes of them, and a
//! strong tag must not stand for both (RFC 9110, section 8.8.1): so a compressed answer's tag gets the name of its coding
//! at the end, `"7-q9XcE3fL-gzip"`. Only then is it compared, so that a client hears 304 about the bytes that it really
//! has; and who tells a compressed tag to `If-Match` is understood, because only the version counts there.

use actix_web::{
    Error,
    body::{self, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, ETag, EntityTag, Header, HeaderMap, IfNoneMatch, TryIntoHeaderValue},
    },
    middleware::Next,
};

/// What belongs to a body, which an answer without one does not have.
const OF_A_BODY: [header::HeaderName; 4] =
    [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];

/// Says which bytes the tag stands for, and leaves out the bytes that the client has.
pub async fn validators(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let known = IfNoneMatch::parse(&request).ok().filter(|_| request.headers().contains_key(header::IF_NONE_MATCH));
    let is_read = request.method() == Method::GET;
    let mut response = next.call(request).await?.map_into_boxed_body();
    let Some(tag) = tag_of(response.headers_mut()) else { return Ok(response) };
    let is_known = known.is_some_and(|known| match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|one| one.weak_eq(&tag)),
    });
    if !(is_known && is_read && response.status() == StatusCode::OK) {
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

/// The tag of these bytes: that of the handler, with the coding's name.
fn tag_of(headers: &mut HeaderMap) -> Option<EntityTag> {
    let tag: EntityTag = headers.get(header::ETAG)?.to_str().ok()?.parse().ok()?;
    let Some(coding) = headers.get(header::CONTENT_ENCODING).and_then(|coding| coding.to_str().ok()) else {
        return Some(tag);
    };
    if tag.weak || coding == "identity" {
        return Some(tag);
    }
    let tag = EntityTag::new_strong(format!("{}-{coding}", tag.tag()));
    headers.insert(header::ETAG, ETag(tag.clone()).try_into_value().ok()?);
    Some(tag)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn tagged(coding: Option<&'static str>, tag: &'static str) -> (Option<EntityTag>, String) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, HeaderValue::from_static(tag));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        let found = tag_of(&mut headers);
        (found, headers.get(header::ETAG).unwrap().to_str().unwrap().to_owned())
    }

    #[test]
    fn a_strong_tag_names_the_coding_of_its_bytes_and_a_weak_one_stands_for_all() {
        assert_eq!(tagged(None, "\"7-a\"").1, "\"7-a\"");
        assert_eq!(tagged(Some("br"), "\"7-a\"").1, "\"7-a-br\"");
        assert_eq!(tagged(Some("br"), "W/\"a\"").1, "W/\"a\"");
        assert_eq!(tagged(Some("br"), "nonsense"), (None, "nonsense".to_owned()));
    }
}

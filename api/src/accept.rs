//! What a client wants to be answered with (RFC 9110, section 12.5.1).

use actix_web::{
    Error, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{ACCEPT, Accept, Header, Quality},
    },
    middleware::Next,
};
use presswork_domain::media;

use crate::{
    paths::asked,
    problem::{ApiError, Problem},
};

/// The media type of a stream of events.
pub const EVENT_STREAM: &str = "text/event-stream";
/// The media type of refusals (RFC 9457).
const PROBLEM: &str = "application/problem+json";

/// How much the client wants a media type; what it does not name, not at all. Who says nothing takes everything.
pub fn quality(request: &HttpRequest, media: &str) -> Quality {
    let said = request.headers().get_all(ACCEPT).any(|line| !line.as_bytes().trim_ascii().is_empty());
    let Some(Accept(ranges)) = said.then(|| Accept::parse(request).ok()).flatten() else { return Quality::MAX };
    let kind = media.split('/').next().unwrap_or_default();
    // The most specific range that fits has the word.
    let specificity = |range: &str| match range.split_once('/') {
        _ if range.eq_ignore_ascii_case(media) => 3,
        Some((of, "*")) if of.eq_ignore_ascii_case(kind) => 2,
        Some(("*", "*")) => 1,
        _ => 0,
    };
    let fitting = ranges.iter().filter(|range| specificity(range.item.essence_str()) > 0);
    fitting.max_by_key(|range| specificity(range.item.essence_str())).map_or(Quality::ZERO, |range| range.quality)
}

/// The addresses of streams of events; every other answers JSON, but for the files of pictures and exports.
const STREAMS: [&str; 1] = ["/v1/stream"];

/// What is answered at an address; nothing is asked of who fetches a file, whose name says what it is.
fn answered(path: &str) -> Option<&'static str> {
    if STREAMS.contains(&path) {
        return Some(EVENT_STREAM);
    }
    let below = |prefix: &str| Some(path.strip_prefix(prefix)?.split_once('/')?.1);
    let is_picture = below(media::PATH).is_some_and(|last| !["content", "complete"].contains(&last));
    let is_export = below("/v1/exports/") == Some("file");
    (!is_picture && !is_export).then_some("application/json")
}

/// Whether the client names this media type itself, not only by a wildcard.
fn names(request: &HttpRequest, media: &str) -> bool {
    let Accept(ranges) = Accept::parse(request).unwrap_or_else(|_| Accept(Vec::new()));
    ranges.iter().any(|range| range.item.essence_str() == media && range.quality > Quality::ZERO)
}

/// 406 for who does not take what is answered here, before anything is done. Who names problems only is a client of an operation
/// that has nothing else to say, such as a delete.
pub async fn accept_what_is_answered(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(media) = answered(asked(request.request())) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    if quality(request.request(), media) > Quality::ZERO || names(request.request(), PROBLEM) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let problem = Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", format!("this answers {media}"));
    Ok(request.into_response(ApiError::from(problem).error_response()))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn takes_json(accept: &str) -> bool {
        let request = TestRequest::default().insert_header((ACCEPT, accept)).to_http_request();
        quality(&request, "application/json") > Quality::ZERO
    }

    #[test]
    fn json_is_taken_unless_it_is_left_out_or_ruled_out() {
        for accept in ["*/*", "application/*", "Application/JSON", "text/html, */*;q=0.1", "application/json;v=1", ""] {
            assert!(takes_json(accept), "{accept:?}");
        }
        for accept in ["text/html", "text/*", "application/json;q=0", "application/json;q=0, */*", "image/png, text/*"]
        {
            assert!(!takes_json(accept), "{accept:?}");
        }
        assert!(quality(&TestRequest::default().to_http_request(), "application/json") > Quality::ZERO);
    }

    #[test]
    fn nothing_is_asked_of_who_fetches_a_file() {
        for file in ["/v1/media/media_x/640.webp", "/v1/exports/exp_x/file"] {
            assert_eq!(answered(file), None, "{file}");
        }
        for other in ["/v1/media/media_x/content", "/v1/media/media_x", "/v1/exports/exp_x", "/v1/exports"] {
            assert_eq!(answered(other), Some("application/json"), "{other}");
        }
        assert_eq!(answered("/v1/stream"), Some(EVENT_STREAM));
    }
}

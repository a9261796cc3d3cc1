//! Which of the media types the client wants.
//!
//! The draft of GraphQL over HTTP (August 2026, "Body" and "Status Codes") has an answer without `data` be 4xx or 5xx whatever its type,
//! and leaves the type to the server where the client leaves it; the day in 2025 from which that was to be another is no longer in
//! it. The audits of graphql-http still ask for 200 where `application/json` is named, and for `application/json` where nothing is.

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{Accept, Header, Quality},
    },
};

use crate::{
    accept::{self, EVENT_STREAM},
    graphql::RESPONSE_TYPE,
    problem::{ApiError, Problem},
};

/// How to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// `application/graphql-response+json`: statuses that mean something.
    GraphqlResponse,
    /// `application/json`: 200 for everything that reached GraphQL, as of old.
    Json,
    /// `text/event-stream`: results as they come.
    Events,
    /// The client does not mind: the type that everybody reads, with statuses that mean something.
    Any,
}

impl Accepted {
    /// The `Content-Type` of an answer in one piece; what is refused before a stream begins is one.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse | Self::Events => "application/graphql-response+json; charset=utf-8",
            Self::Json | Self::Any => "application/json; charset=utf-8",
        }
    }
}

/// What is offered.
const OFFERED: [(&str, Accepted); 3] = [
    (RESPONSE_TYPE, Accepted::GraphqlResponse),
    ("application/json", Accepted::Json),
    (EVENT_STREAM, Accepted::Events),
];

/// Chooses what the client wants most; of those that it wants alike the one that it names first.
///
/// # Errors
/// 406 when the client wants none.
pub fn negotiate(request: &HttpRequest) -> Result<Accepted, ApiError> {
    let wanted = OFFERED.map(|(media, accepted)| (accept::quality(request, media), media, accepted));
    let most = wanted.iter().map(|(quality, ..)| *quality).max().unwrap_or(Quality::ZERO);
    let best: Vec<_> = wanted.into_iter().filter(|(quality, ..)| *quality == most).collect();
    match best.as_slice() {
        _ if most == Quality::ZERO => Err(not_acceptable(&format!("this answers {RESPONSE_TYPE} or application/json"))),
        [(_, _, only)] => Ok(*only),
        several => Ok(named_first(request, several)),
    }
}

/// What a subscription is answered with, however little the client wants it: there is nothing else.
///
/// # Errors
/// 406 when the client does not want it at all.
pub fn negotiate_events(request: &HttpRequest) -> Result<Accepted, ApiError> {
    if accept::quality(request, EVENT_STREAM) > Quality::ZERO {
        return Ok(Accepted::Events);
    }
    Err(not_acceptable("a subscription is answered with text/event-stream, or over a WebSocket"))
}

fn named_first(request: &HttpRequest, among: &[(Quality, &str, Accepted)]) -> Accepted {
    let ranges = Accept::parse(request).map(|Accept(ranges)| ranges).unwrap_or_default();
    let named = ranges.iter().find_map(|range| {
        let of = |(_, media, accepted): &(Quality, &str, Accepted)| {
            range.item.essence_str().eq_ignore_ascii_case(media).then_some(*accepted)
        };
        among.iter().find_map(of)
    });
    named.unwrap_or(Accepted::Any)
}

fn not_acceptable(detail: &str) -> ApiError {
    Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", detail).into()
}

#[cfg(test)]
mod tests {
    use actix_web::{http::header::ACCEPT, test::TestRequest};

    use super::*;

    #[test]
    fn events_are_for_who_wants_them_most_or_names_them_first() {
        let negotiated = |accept: &str| {
            let request = TestRequest::default().insert_header((ACCEPT, accept)).to_http_request();
            negotiate(&request).ok()
        };
        for (accept, expected) in [
            ("text/event-stream", Accepted::Events),
            ("text/event-stream, application/json", Accepted::Events),
            ("application/json;q=0.5, text/event-stream", Accepted::Events),
            ("text/event-stream;q=0.5, application/json", Accepted::Json),
            // urql.
            (
                "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, \
                 multipart/mixed",
                Accepted::GraphqlResponse,
            ),
            ("application/json, text/event-stream", Accepted::Json),
            ("*/*", Accepted::Any),
            ("application/*", Accepted::Any),
            ("", Accepted::Any),
        ] {
            assert_eq!(negotiated(accept), Some(expected), "{accept}");
        }
        assert_eq!(negotiated("text/html"), None);
        assert_eq!(negotiate(&TestRequest::default().to_http_request()).ok(), Some(Accepted::Any), "nothing is said");
    }
}

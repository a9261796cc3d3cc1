//! Which of the two media types the client wants.

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{ACCEPT, Accept, Header},
    },
};

use crate::{
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
}

impl Accepted {
    /// The `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// Chooses by the `Accept` header; our own type when the client does not mind.
///
/// # Errors
/// 406 when the client wants neither.
pub fn negotiate(request: &HttpRequest) -> Result<Accepted, ApiError> {
    if !request.headers().contains_key(ACCEPT) {
        return Ok(Accepted::GraphqlResponse);
    }
    let ranges = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let chosen = ranges.iter().find_map(|range| match range.essence_str() {
        RESPONSE_TYPE | "*/*" | "application/*" => Some(Accepted::GraphqlResponse),
        "application/json" => Some(Accepted::Json),
        _ => None,
    });
    chosen.ok_or_else(|| {
        let detail = format!("this answers {RESPONSE_TYPE} or application/json");
        Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", detail).into()
    })
}

//! Which of the two media types the client wants.

use std::cmp::Ordering;

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{Accept, Header, Quality},
    },
};

use crate::{
    accept,
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
    /// The client does not mind: the type that everybody reads, with statuses that mean something.
    Any,
}

impl Accepted {
    /// The `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json | Self::Any => "application/json; charset=utf-8",
        }
    }
}

/// Chooses what the client wants more; of two that it wants alike the one that it names first.
///
/// # Errors
/// 406 when the client wants neither.
pub fn negotiate(request: &HttpRequest) -> Result<Accepted, ApiError> {
    let (ours, json) = (accept::quality(request, RESPONSE_TYPE), accept::quality(request, "application/json"));
    match ours.cmp(&json) {
        Ordering::Greater => Ok(Accepted::GraphqlResponse),
        Ordering::Less => Ok(Accepted::Json),
        Ordering::Equal if ours > Quality::ZERO => Ok(named_first(request)),
        Ordering::Equal => {
            let detail = format!("this answers {RESPONSE_TYPE} or application/json");
            Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", detail).into())
        }
    }
}

fn named_first(request: &HttpRequest) -> Accepted {
    let ranges = Accept::parse(request).map(|Accept(ranges)| ranges).unwrap_or_default();
    let named = ranges.iter().find_map(|range| match range.item.essence_str() {
        RESPONSE_TYPE => Some(Accepted::GraphqlResponse),
        "application/json" => Some(Accepted::Json),
        _ => None,
    });
    named.unwrap_or(Accepted::Any)
}

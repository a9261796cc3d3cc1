//! The one table from domain errors to HTTP, and the body every error answer has (RFC 9457).

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{self, HeaderName},
    },
};
use presswork_domain::{Error, fault::Fault, idempotency::IN_PROGRESS, scope::Scope};
use serde::Serialize;
use serde_json::Value;
use std::fmt;
use utoipa::ToSchema;

use crate::scalars::Time;

/// What went wrong: RFC 9457 problem details.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Names the kind of problem: `urn:presswork:problem:` and the code.
    #[schema(example = "urn:presswork:problem:validation_failed")]
    pub r#type: String,
    /// The status in words.
    #[schema(example = "Unprocessable Content")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422, minimum = 400, maximum = 599)]
    pub status: u16,
    /// One sentence for a person.
    #[schema(example = "/title: this must not be empty")]
    pub detail: String,
    /// The path of the request.
    #[schema(example = "/v1/posts")]
    pub instance: String,
    /// Stable name for programs.
    #[schema(example = "validation_failed")]
    pub code: String,
    /// The request, as the logs know it.
    #[schema(example = "0199f1a2b3c4d5e6")]
    pub request_id: String,
    /// With `two_factor_required`: what the second factor has to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// With `two_factor_required`: until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge_expires_at: Option<Time>,
    /// With 429 and 503: after how many seconds to try again, where waiting helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1, minimum = 1)]
    pub retry_after: Option<u64>,
    /// With `stale_version` of a post: its title and source as they are now, with `version`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<Box<Value>>,
    /// With `stale_version` of a post: the same at the last save up to the version that the client named in `If-Match`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub base: Option<Box<Value>>,
    /// Every fault of the input; empty when it is about something else.
    pub errors: Vec<ProblemFault>,
}

/// One fault of an input.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemFault {
    /// JSON Pointer (RFC 6901) to the part.
    #[schema(example = "/title")]
    pub pointer: String,
    /// Stable name of the fault.
    #[schema(example = "required")]
    pub code: String,
    /// One sentence for a person.
    #[schema(example = "this must not be empty")]
    pub detail: String,
}

/// How much of what was sent is told in an answer, in bytes.
const LONGEST: usize = 1000;

/// A text that may have something in it that a client has sent, as far as it is told.
pub fn shortened(mut text: String) -> String {
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('…');
    }
    text
}

impl Problem {
    /// A problem of the transport, which the rules know nothing of.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            r#type: format!("urn:presswork:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: shortened(detail.into()),
            instance: String::new(),
            code: code.to_owned(),
            request_id: String::new(),
            challenge: None,
            challenge_expires_at: None,
            retry_after: None,
            current: None,
            base: None,
            errors: Vec::new(),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let mut problem = Self::new(status(error), error.code(), error.detail());
        problem.retry_after = retry_after(error);
        if let Error::Invalid(faults) = error {
            problem.errors = faults.iter().map(ProblemFault::from).collect();
        }
        if let Error::Diverged(divergence) = error {
            problem.current = Some(Box::new(divergence.current.clone()));
            problem.base = divergence.base.clone().map(Box::new);
        }
        if let Error::TwoFactorRequired { challenge, expires_at } = error {
            problem.challenge = Some(challenge.clone());
            problem.challenge_expires_at = Some((*expires_at).into());
        }
        problem
    }
}

impl From<&Fault> for ProblemFault {
    fn from(fault: &Fault) -> Self {
        let (pointer, detail) = (shortened(fault.pointer.clone()), shortened(fault.detail.clone()));
        Self { pointer, code: fault.code.to_owned(), detail }
    }
}

/// The table.
pub const fn status(error: &Error) -> StatusCode {
    match error {
        Error::Malformed { .. } => StatusCode::BAD_REQUEST,
        Error::Invalid(_) | Error::Mismatch { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Unauthenticated { .. } | Error::TwoFactorRequired { .. } => StatusCode::UNAUTHORIZED,
        Error::Forbidden { .. } => StatusCode::FORBIDDEN,
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::Gone { .. } => StatusCode::GONE,
        Error::Conflict { .. } => StatusCode::CONFLICT,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::UnsupportedType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::Stale { .. } | Error::Diverged(_) => StatusCode::PRECONDITION_FAILED,
        Error::Limited { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy { .. } | Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// How long a caller should wait, in seconds.
pub fn retry_after(error: &Error) -> Option<u64> {
    match error {
        Error::Limited { retry_after, .. } | Error::Busy { retry_after } => Some(retry_after.as_secs().max(1)),
        Error::Unavailable { .. } | Error::Conflict { code: IN_PROGRESS, .. } => Some(1),
        _ => None,
    }
}

/// Writes the cause of a failure of ours into the log, and that somebody was refused: once, here, at the edge that answers.
pub fn log(error: &Error) {
    match error {
        Error::Internal(cause) | Error::Unavailable { cause, .. } => {
            tracing::error!(code = error.code(), %cause, "a request failed");
        }
        Error::Unauthenticated { .. } | Error::Forbidden { .. } | Error::Limited { .. } | Error::Busy { .. } => {
            tracing::info!(code = error.code(), "refused");
        }
        _ => {}
    }
}

/// What a token has to have (RFC 6750, section 3).
fn challenge(scope: Scope) -> String {
    format!("Bearer realm=\"presswork\", error=\"insufficient_scope\", scope=\"{}\"", scope.as_str())
}

/// An error on its way to a REST client.
#[derive(Debug)]
pub struct ApiError(Box<Rejected>);

#[derive(Debug)]
struct Rejected {
    problem: Problem,
    headers: Vec<(HeaderName, String)>,
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        log(&error);
        let wait = retry_after(&error).map(|seconds| (header::RETRY_AFTER, seconds.to_string()));
        let challenge = Scope::lacked(&error).map(|scope| (header::WWW_AUTHENTICATE, challenge(scope)));
        let headers = wait.into_iter().chain(challenge).collect();
        Self(Box::new(Rejected { problem: Problem::from(&error), headers }))
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(Box::new(Rejected { problem, headers: Vec::new() }))
    }
}

impl ApiError {
    /// The same error with a header that says what would be right.
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        self.0.headers.push((name, value.to_owned()));
        self
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.problem.detail)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.0.problem.status()
    }

    /// The body is written by the middleware, which knows the request.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        for (name, value) in &self.0.headers {
            response.insert_header((name.clone(), value.as_str()));
        }
        let mut response = response.finish();
        response.extensions_mut().insert(self.0.problem.clone());
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_never_reaches_a_caller() {
        let problem = Problem::from(&Error::internal("SELECT secret FROM users"));
        assert_eq!(problem.status, 500);
        assert!(!serde_json::to_string(&problem).unwrap().contains("secret"));
    }

    #[test]
    fn a_problem_does_not_send_back_all_that_was_sent() {
        let (long, place) = ("é".repeat(100_000), format!("/{}", "é".repeat(100_000)));
        let problem = Problem::from(&Error::invalid(place, "unknown_field", long));
        assert!(serde_json::to_string(&problem).unwrap().len() < 10_000);
    }

    #[test]
    fn every_fault_is_listed_with_its_place() {
        let problem = Problem::from(&Error::invalid("/title", "required", "this must not be empty"));
        assert_eq!((problem.status, problem.code.as_str()), (422, "validation_failed"));
        assert_eq!(problem.errors[0].pointer, "/title");
    }
}

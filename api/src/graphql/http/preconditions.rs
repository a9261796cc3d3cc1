//! Headers that mean something in REST and that GraphQL has arguments for. A client that sends them relies on them, and a document has
//! many fields, so that they are refused rather than passed over.

use actix_web::{HttpRequest, http::StatusCode};

use crate::problem::{ApiError, Problem};

/// The headers, and the arguments that say the same.
const ARGUMENTS: [(&str, &str); 2] = [("idempotency-key", "idempotencyKey"), ("if-match", "ifMatch")];

/// Refuses a request that has one of them.
///
/// # Errors
/// 400 with the argument that is meant.
pub fn check(request: &HttpRequest) -> Result<(), ApiError> {
    let sent = ARGUMENTS.iter().find(|(header, _)| request.headers().contains_key(*header));
    sent.map_or(Ok(()), |(header, argument)| {
        let detail = format!("{header} belongs to one field here: give that the argument {argument}");
        Err(Problem::new(StatusCode::BAD_REQUEST, "header_not_supported", detail).into())
    })
}

//! The body of an answer.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use async_graphql::{Response, ServerError, Value};
use serde::Serialize;
use serde_json::json;

use super::{
    super::{PATH, settle},
    accept::Accepted,
};
use crate::{etag, failure, problem::Problem};

/// The code of what the executor itself finds.
const INVALID: &str = "graphql_invalid";
/// How it says that the fields cost too much.
const TOO_COMPLEX: &str = "Query is too complex.";

/// How many faults of one document are told: who wants a large answer has to ask for data.
const MOST_TOLD: usize = 20;

/// How a request is to be answered.
pub struct Manner<'a> {
    /// Its id.
    pub request_id: &'a str,
    /// The media type.
    pub accepted: Accepted,
    /// Whether to keep to oneself what is wrong with a document, because that tells the schema.
    pub discreet: bool,
}

/// The members of an answer; those of `data` are in the order of the selection.
#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
}

/// A request that never began to run has no `data`, and is an error of the client; the classic media type hides that. An
/// answer without errors is tagged; one with errors names its request, so it is never the same twice.
pub fn answer(mut response: Response, manner: &Manner<'_>) -> HttpResponse {
    settle(&mut response);
    let refused = is_refused(&response);
    if refused {
        response.errors.truncate(MOST_TOLD);
    }
    for error in &mut response.errors {
        complete(error, manner);
    }
    if refused && manner.discreet {
        tell_one(&mut response.errors);
    }
    let bad = refused && manner.accepted != Accepted::Json;
    let status = if bad { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let body = Answer { data: (!refused).then_some(response.data), errors: response.errors };
    let bytes = serde_json::to_vec(&body).unwrap_or_default();
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_TYPE, manner.accepted.media_type()))
        .insert_header((header::VARY, "Accept"));
    if body.errors.is_empty()
        && let Some(tag) = etag::of(&bytes, None)
    {
        response.insert_header((header::ETAG, tag));
    }
    response.body(bytes)
}

/// Whether nothing was run. The executor looks at the values of variables only when it comes to their field, so what does
/// not fit there has the path of a root field; it is a wrong request all the same.
fn is_refused(response: &Response) -> bool {
    let empty = match &response.data {
        Value::Object(fields) => fields.values().all(|field| *field == Value::Null),
        data => *data == Value::Null,
    };
    let before = |error: &ServerError| error.path.is_empty() || (code(error).is_none() && error.path.len() == 1);
    !response.errors.is_empty() && empty && response.errors.iter().all(before)
}

fn code(error: &ServerError) -> Option<&Value> {
    error.extensions.as_ref()?.get("code")
}

/// Gives an error the members that all have. Without a code it is the executor's own: the document does not parse or fit,
/// and its words would tell what fits.
fn complete(error: &mut ServerError, manner: &Manner<'_>) {
    let members = error.extensions.get_or_insert_default();
    if members.get("code").is_none() {
        let code = if error.message == TOO_COMPLEX { "query_too_complex" } else { INVALID };
        if manner.discreet && code == INVALID {
            "this document can't be run here".clone_into(&mut error.message);
        }
        *members = failure::extensions(&Problem::new(StatusCode::BAD_REQUEST, code, error.message.as_str()));
    }
    members.set("requestId", manner.request_id);
    members.set("instance", PATH);
}

/// One error for all that is wrong with a document, wherever that is.
fn tell_one(errors: &mut Vec<ServerError>) {
    let code = |error: &ServerError| error.extensions.as_ref().and_then(|members| members.get("code").cloned());
    let mut told = false;
    errors.retain_mut(|error| {
        let wrong = code(error) == Some(Value::from(INVALID));
        if wrong {
            error.locations.clear();
        }
        !wrong || !std::mem::replace(&mut told, true)
    });
}

/// The body of an answer to a request that failed before GraphQL saw it.
pub fn error_body(problem: &Problem) -> String {
    json!({ "errors": [{ "message": problem.detail, "extensions": problem }] }).to_string()
}

#[cfg(test)]
mod tests {
    use async_graphql::Pos;

    use super::*;

    fn told(messages: &[&str]) -> Vec<ServerError> {
        let manner = Manner { request_id: "r", accepted: Accepted::Json, discreet: true };
        let at = |line| Some(Pos { line, column: 3 });
        let mut errors: Vec<_> =
            messages.iter().zip(1..).map(|(message, line)| ServerError::new(*message, at(line))).collect();
        for error in &mut errors {
            complete(error, &manner);
        }
        tell_one(&mut errors);
        errors
    }

    #[test]
    fn whatever_is_wrong_with_a_document_reads_the_same_where_the_schema_is_not_told() {
        let one = told(&["Unknown field \"nme\" on type \"User\"."]);
        assert_eq!(one, told(&["x", "y"]));
        assert!(!serde_json::to_string(&one).unwrap().contains("User"));
        assert_ne!(one, told(&[TOO_COMPLEX]));
    }
}

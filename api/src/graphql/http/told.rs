//! A response as it is told, the same by every transport: nulls where fields failed, and errors with all their members.

use actix_web::http::StatusCode;
use async_graphql::{Response, ServerError, Value};
use serde::Serialize;

use super::{
    super::{Order, PATH, settle},
    prepare::Unfit,
};
use crate::{
    failure,
    problem::{self, Problem},
};

/// The code of what the executor itself finds.
const INVALID: &str = "graphql_invalid";
/// How it says that the fields cost too much.
const TOO_COMPLEX: &str = "Query is too complex.";

/// How many faults of one document are told: who wants a large answer has to ask for data.
const MOST_TOLD: usize = 20;

/// To whom a response is told.
#[derive(Clone, Copy)]
pub struct Manner<'a> {
    /// The id of the request.
    pub request_id: &'a str,
    /// Whether to keep to oneself what is wrong with a document, because that tells the schema.
    pub discreet: bool,
}

/// The members of a response. A request that never began to run has no
/// `data`.
#[derive(Debug, Serialize)]
pub struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
}

impl Told {
    /// What the executor answered.
    pub fn of(mut response: Response, manner: Manner<'_>) -> Self {
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
        Self { data: (!refused).then_some(response.data), errors: response.errors }
    }

    /// The same with its fields in the order of the selection.
    pub fn in_order(mut self, order: &Order) -> Self {
        if let Some(data) = &mut self.data {
            order.arrange(data);
        }
        self
    }

    /// What is answered to a request that does not get as far as the executor.
    pub fn refused(problem: &Problem, manner: Manner<'_>) -> Self {
        let mut error = ServerError::new(problem.detail.clone(), None);
        error.extensions = Some(failure::extensions(problem));
        complete(&mut error, manner);
        Self { data: None, errors: vec![error] }
    }

    /// What is answered to a document that does not run.
    pub fn unfit(unfit: Unfit, manner: Manner<'_>) -> Self {
        match unfit {
            Unfit::Refused(problem) => Self::refused(&problem, manner),
            Unfit::Answered(error) => Self::of(Response::from_errors(vec![error]), manner),
        }
    }

    /// Whether nothing was run.
    pub const fn is_refused(&self) -> bool {
        self.data.is_none()
    }

    /// What went wrong.
    pub fn errors(&self) -> &[ServerError] {
        &self.errors
    }
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
fn complete(error: &mut ServerError, manner: Manner<'_>) {
    error.message = problem::shortened(std::mem::take(&mut error.message));
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

#[cfg(test)]
mod tests {
    use async_graphql::Pos;

    use super::*;

    fn told(messages: &[&str]) -> Vec<ServerError> {
        let manner = Manner { request_id: "r", discreet: true };
        let at = |line| Some(Pos { line, column: 3 });
        let mut errors: Vec<_> =
            messages.iter().zip(1..).map(|(message, line)| ServerError::new(*message, at(line))).collect();
        for error in &mut errors {
            complete(error, manner);
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

//! GraphQL over HTTP: POST with JSON, GET for queries, the two media types and their statuses.

mod accept;
mod request;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Bytes, Data},
};
use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use serde::Serialize;
use serde_json::json;

use self::{accept::Accepted, request::Parsed};
use super::{ApiSchema, loaders};
use crate::{
    body,
    cx::Cx,
    device::Origin,
    failure,
    problem::{ApiError, Problem},
};

/// `POST /graphql`.
pub async fn post(
    schema: Data<ApiSchema>,
    cx: Cx,
    origin: Origin,
    request: HttpRequest,
    bytes: Bytes,
) -> Result<HttpResponse, ApiError> {
    let accepted = accept::negotiate(&request)?;
    body::accepted_type(&request)?;
    let parsed = request::from_body(&bytes, cx.settings().http.json_depth)?;
    execute(&schema, cx, origin, parsed, accepted).await
}

/// `GET /graphql`: queries only, so that no link can change anything.
pub async fn get(
    schema: Data<ApiSchema>,
    cx: Cx,
    origin: Origin,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let accepted = accept::negotiate(&request)?;
    let parsed = request::from_query(request.query_string())?;
    if parsed.is_mutation() {
        let detail = "mutations are sent by POST";
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail);
        return Ok(crate::fallback::not_allowed(problem, "GET, HEAD, POST"));
    }
    execute(&schema, cx, origin, parsed, accepted).await
}

async fn execute(
    schema: &ApiSchema,
    Cx(cx): Cx,
    Origin(device): Origin,
    parsed: Parsed,
    accepted: Accepted,
) -> Result<HttpResponse, ApiError> {
    let request_id = cx.request_id.clone();
    let request = parsed.into_request().data(loaders::request_loader(cx.clone())).data(cx).data(device);
    Ok(answer(schema.execute(request).await, &request_id, accepted))
}

/// The body of an answer, its members in the order of the selection.
#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
}

/// A request that never began to run has no `data`, and is an error of the client; the classic media type hides that.
fn answer(mut response: Response, request_id: &str, accepted: Accepted) -> HttpResponse {
    super::settle(&mut response);
    let refused = response.data == Value::Null && response.errors.iter().all(|error| error.path.is_empty());
    let refused = refused && !response.errors.is_empty();
    for error in &mut response.errors {
        let members = error.extensions.get_or_insert_default();
        if members.get("code").is_none() {
            explain(members, &error.message);
        }
        members.set("requestId", request_id);
        members.set("instance", super::PATH);
    }
    let status =
        if refused && accepted == Accepted::GraphqlResponse { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let body = Answer { data: (!refused).then_some(response.data), errors: response.errors };
    let body = serde_json::to_string(&body).unwrap_or_default();
    HttpResponse::build(status).insert_header((header::CONTENT_TYPE, accepted.media_type())).body(body)
}

/// Errors that the executor itself found: the document does not parse, does not fit the schema, or is too much.
fn explain(members: &mut ErrorExtensionValues, message: &str) {
    let code = match message {
        "Query is too complex." | "Query is nested too deep." => "query_too_complex",
        _ => "graphql_invalid",
    };
    *members = failure::extensions(&Problem::new(StatusCode::BAD_REQUEST, code, message));
}

/// The body of an answer to a request that failed before GraphQL saw it.
pub fn error_body(problem: &Problem) -> String {
    json!({ "errors": [{ "message": problem.detail, "extensions": problem }] }).to_string()
}

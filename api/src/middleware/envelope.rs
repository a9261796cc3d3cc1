//! The outermost layer: the request's id and log line, and the body of every error answer, whoever made it.

use std::{sync::Arc, time::Instant};

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode, header},
    middleware::Next,
    web::Data,
};
use presswork_domain::{Deps, platform::db::count_statements, trace::Trace};
use tracing::Instrument;

use super::headers;
use crate::{graphql, metrics, problem::Problem};

/// The request's id, as logs, problems and the `X-Request-Id` header know it.
#[derive(Clone)]
pub struct RequestId(pub Arc<str>);

/// Marks a request for the headers alone.
pub struct HeadOnly;

/// Wraps a request in everything that does not depend on what it asks for.
pub async fn envelope(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let began = Instant::now();
    let Some(deps) = request.app_data::<Data<Deps>>().cloned() else {
        return Ok(request.into_response(HttpResponse::InternalServerError().finish()));
    };
    let id = RequestId(request_id(&deps));
    request.extensions_mut().insert(id.clone());
    let trace = trace_of(&request, &deps);
    request.extensions_mut().insert(trace);
    let asked = request.method().clone();
    if asked == Method::HEAD {
        // Answered like GET; the server leaves the body out. Who would never end it wants to know.
        request.extensions_mut().insert(HeadOnly);
        request.head_mut().method = Method::GET;
    }
    let span = tracing::info_span!("request", id = %id.0, trace = trace.id());
    let (answered, statements) = count_statements(next.call(request)).instrument(span.clone()).await;
    let mut response = match answered {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => return Err(error),
    };
    response = explain(response, &id);
    headers::complete(&mut response, &deps.settings, &id, statements);
    if deps.settings.metrics.address().is_some() {
        metrics::count(&deps.metrics.web, asked.as_str(), &response, began);
    }
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    let (path, status) = (response.request().path(), response.status().as_u16());
    let _in_span = span.enter();
    tracing::info!(method = %asked, path, status, micros, statements, "answered");
    Ok(response)
}

/// The trace that the request is a part of: the caller's, or one that begins here. Of two nobody knows which is meant.
fn trace_of(request: &ServiceRequest, deps: &Deps) -> Trace {
    let mut sent = request.headers().get_all("traceparent");
    let parent = sent.next().filter(|_| sent.next().is_none());
    let parent = parent.and_then(|parent| parent.to_str().ok()?.trim().parse::<Trace>().ok());
    parent.map_or_else(|| Trace::begin(&*deps.entropy), |parent| parent.step(&*deps.entropy))
}

fn request_id(deps: &Deps) -> Arc<str> {
    format!("{:016x}", u64::from_be_bytes(deps.entropy.bytes())).into()
}

/// Writes the body of an error answer: of a problem that travels in the response, or of a bare status.
fn explain(response: ServiceResponse<BoxBody>, id: &RequestId) -> ServiceResponse<BoxBody> {
    let found = response.response().extensions().get::<Problem>().cloned();
    let Some(mut problem) = found.or_else(|| bare(&response)) else { return response };
    response.request().path().clone_into(&mut problem.instance);
    problem.request_id = id.0.to_string();
    let of_graphql = problem.instance == graphql::PATH;
    let (request, response) = response.into_parts();
    let (kind, body) = if of_graphql {
        let accepted = graphql::http::negotiate(&request).unwrap_or(graphql::http::Accepted::GraphqlResponse);
        (accepted.media_type(), graphql::error_body(&problem))
    } else {
        ("application/problem+json", serde_json::to_string(&problem).unwrap_or_default())
    };
    let mut response = response.set_body(BoxBody::new(body));
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    ServiceResponse::new(request, response)
}

/// An error status without a body of ours: actix' own answers.
fn bare(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    let status = response.status();
    let ours = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes();
        kind.starts_with(b"application/") || kind.starts_with(b"text/html")
    });
    if !(status.is_client_error() || status.is_server_error()) || ours {
        return None;
    }
    let (code, detail) = match status {
        StatusCode::BAD_REQUEST => ("bad_request", "the request can't be understood"),
        StatusCode::NOT_FOUND => ("not_found", "there is nothing at this address"),
        StatusCode::NOT_ACCEPTABLE => ("not_acceptable", "the client takes no coding of the answer that there is"),
        StatusCode::PAYLOAD_TOO_LARGE => ("payload_too_large", "the body is larger than this server accepts"),
        StatusCode::REQUEST_TIMEOUT => ("request_timeout", "the request took too long to arrive"),
        status if status.is_server_error() => ("internal", "something went wrong on our side; quote the request id"),
        _ => ("refused", "the request was refused"),
    };
    Some(Problem::new(status, code, detail))
}

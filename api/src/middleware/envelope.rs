//! The outermost layer: the request's id and log line, and the body of every error answer, whoever made it.

use std::{sync::Arc, time::Instant};

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        ConnectionType, Method, StatusCode,
        header::{self, HeaderName},
    },
    middleware::Next,
    web::Data,
};
use presswork_domain::{
    Deps,
    platform::telemetry::{Face, Operation, Work},
    trace::Trace,
};
use tracing::{
    Instrument, Level,
    field::{Empty, display},
};

use super::{Asking, headers, line::Line, span as told, wire};
use crate::{
    client, graphql, metrics,
    parameters::Parameters,
    problem::{Problem, shortened},
    streaming::Closing,
};

/// Where in which trace a request belongs (W3C Trace Context).
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// What every request has from the beginning.
pub struct Arrival {
    id: Arc<str>,
    trace: Trace,
}

impl Arrival {
    /// The request's id, as logs, problems and the `X-Request-Id` header know it, and the trace that it is a part of.
    pub fn of(request: &HttpRequest) -> Option<(Arc<str>, Trace)> {
        request.extensions().get::<Self>().map(|arrival| (Arc::clone(&arrival.id), arrival.trace))
    }
}

/// Marks a request for the headers alone.
pub struct HeadOnly;

/// Wraps a request in everything that does not depend on what it asks for.
pub async fn envelope(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let began = Instant::now();
    let Some(deps) = request.app_data::<Data<Deps>>() else {
        return Ok(request.into_response(HttpResponse::InternalServerError().finish()));
    };
    let (id, parent, asked) = (request_id(deps), parent_of(&request), request.method().clone());
    let trace = deps.tracer.trace(parent, &*deps.entropy);
    let work = Arc::new(Work::new(Arc::clone(&id), Some(trace), told::begin(deps, &asked, trace, parent)));
    request.extensions_mut().insert(Arrival { id: Arc::clone(&id), trace });
    if asked == Method::HEAD {
        // Answered like GET; the server leaves the body out. Who would never end it wants to know.
        request.extensions_mut().insert(HeadOnly);
        request.head_mut().method = Method::GET;
    }
    // Who asks is found out further in.
    let span = tracing::info_span!("request", id = %id, trace = trace.id(), address = Empty, actor = Empty);
    if !span.is_disabled()
        && let Some(address) = client::of(request.request())
    {
        span.record("address", display(address));
    }
    wire::name_codings(request.headers_mut());
    let response = work.run(next.call(request)).instrument(span.clone()).await?.map_into_boxed_body();
    let mut response = explain(response, &id);
    // Borrowed once more rather than held: all threads would count who holds it.
    let passed = response.request().clone();
    let Some(deps) = passed.app_data::<Data<Deps>>() else { return Ok(response) };
    headers::complete(&mut response, &deps.settings, &id, work.statements());
    turn_away(&mut response);
    wire::frame(&mut response);
    if deps.settings.metrics.address().is_some() {
        metrics::count(&deps.metrics.web, asked.as_str(), &response, began);
    }
    let _in_span = span.enter();
    if work.span().is_some() || tracing::enabled!(Level::INFO) {
        identify(&work, &passed);
    }
    if let Some(spoken) = work.span() {
        told::end(spoken, deps, &asked, &response, &work);
    }
    log(&asked, &response, &work, began);
    Ok(response)
}

/// Asks for the end of the connection when the server leaves, so that whatever comes next comes to another process.
fn turn_away(response: &mut ServiceResponse<BoxBody>) {
    let leaving = response.request().app_data::<Data<Closing>>().is_some_and(|closing| closing.is_announced());
    if leaving && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
}

/// Finds out which operation it was, where nobody has said so: the answer was kept, or refused before, or it is none of the API.
fn identify(work: &Work, request: &HttpRequest) {
    if work.operation().is_none()
        && let Some(name) = request.app_data::<Data<Parameters>>().and_then(|known| known.operation(request))
    {
        work.is(Operation { face: Face::Rest, name });
    }
}

/// The line of the request.
fn log(asked: &Method, response: &ServiceResponse<BoxBody>, work: &Work, began: Instant) {
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    let (path, status) = (response.request().path(), response.status().as_u16());
    let (operation, statements) = (work.operation().map(|it| &*it.name), work.statements());
    let cost = Asking::charged(response.request()).map(|charged| charged.points);
    tracing::info!(method = %asked, path, operation, status, micros, statements, cost, "answered");
}

/// The step of a trace that led here, as the caller says. Of two nobody knows which is meant.
fn parent_of(request: &ServiceRequest) -> Option<Trace> {
    let mut sent = request.headers().get_all(TRACEPARENT);
    let parent = sent.next().filter(|_| sent.next().is_none());
    parent?.to_str().ok()?.trim().parse().ok()
}

fn request_id(deps: &Deps) -> Arc<str> {
    Line::of(format_args!("{:016x}", u64::from_be_bytes(deps.entropy.bytes()))).text().into()
}

/// Writes the body of an error answer: of a problem that travels in the response, or of a bare status.
fn explain(response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let found = response.response().extensions().get::<Problem>().cloned();
    let Some(mut problem) = found.or_else(|| bare(&response)) else { return response };
    problem.instance = shortened(response.request().path().to_owned());
    id.clone_into(&mut problem.request_id);
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

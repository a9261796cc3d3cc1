//! The span of a request, as the semantic conventions of HTTP servers have it. It has the template of the address and never the address,
//! which may be a secret, such as a link to unsubscribe.

use actix_web::{body::BoxBody, dev::ServiceResponse, http::Method};
use presswork_domain::{
    Deps,
    platform::telemetry::{Span, SpanKind, Work},
    trace::Trace,
};
use url::Url;

use super::Asking;
use crate::{parameters::route_of, problem::Problem};

/// The methods that have a name; what else clients make up is `_OTHER`.
const METHODS: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// Begins it at this place of a trace, to which a step of the caller's may have led; none when nobody is told.
pub fn begin(deps: &Deps, method: &Method, trace: Trace, parent: Option<Trace>) -> Option<Span> {
    deps.tracer.span(SpanKind::Server, || name(method).to_owned(), trace, parent)
}

/// Says how it ended, and ends it: with the head of the answer.
pub fn end(span: &Span, deps: &Deps, method: &Method, response: &ServiceResponse<BoxBody>, work: &Work) {
    let (request, status) = (response.request(), response.status());
    span.set("http.request.method", name(method));
    if let Some(route) = route_of(request) {
        span.rename(format!("{} {route}", name(method)));
        span.set("http.route", route);
    }
    span.set("http.response.status_code", status.as_u16());
    let settings = &deps.settings;
    if let Ok(url) = Url::parse(&settings.public_url(settings.http.port)) {
        span.set("url.scheme", url.scheme());
        span.set("server.address", url.host_str().unwrap_or_default());
        span.set("server.port", url.port_or_known_default().unwrap_or_default());
    }
    if let Some(operation) = work.operation() {
        span.set("presswork.operation", &*operation.name);
    }
    span.set("presswork.request_id", work.id().unwrap_or_default());
    span.set("presswork.statements", work.statements());
    if let Some(charged) = Asking::charged(request) {
        span.set("presswork.cost", charged.points);
    }
    if status.is_server_error() {
        let problem = response.response().extensions().get::<Problem>().map(|problem| problem.code.clone());
        span.fail(problem.unwrap_or_else(|| status.as_u16().to_string()));
    }
    span.end();
}

fn name(method: &Method) -> &'static str {
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or("_OTHER")
}

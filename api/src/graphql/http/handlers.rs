//! `POST /graphql` and `GET /graphql`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode},
    web::{Bytes, Data},
};
use async_graphql::parser::types::OperationType;
use chrono::TimeDelta;
use presswork_domain::{Context, budget};

use super::{
    super::stream::{Caller, Paid},
    accept::{self, Accepted},
    announce::announce,
    answer::answer,
    count::RootFields,
    events,
    kept::{self, Execution},
    prepare::{Endpoint, Unfit},
    request::{self, Asked},
    told::{Manner, Told},
};
use crate::{
    client,
    cx::Cx,
    device::Origin,
    media,
    middleware::{hold, refuse, show},
    problem::{ApiError, Problem},
    streaming::Line,
};

/// A document that has not arrived by then after its head may be read long after it was found out who asks.
const AT_ONCE: TimeDelta = TimeDelta::seconds(1);

/// `POST /graphql`.
pub async fn post(
    endpoint: Data<Endpoint>,
    cx: Cx,
    origin: Origin,
    request: HttpRequest,
    bytes: Bytes,
) -> Result<HttpResponse, ApiError> {
    let depth = cx.settings().http.json_depth;
    let read = media::accepted_type(&request).and_then(|()| request::from_body(&bytes, depth));
    let read = read.map(|mut asked| {
        asked.from_headers = request::from_headers(&request);
        asked
    });
    run(&endpoint, cx, origin, &request, read).await
}

/// `GET /graphql`: queries only, so that no link can change anything.
pub async fn get(
    endpoint: Data<Endpoint>,
    cx: Cx,
    origin: Origin,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let read = request::from_query(request.query_string(), cx.settings().http.json_depth);
    run(&endpoint, cx, origin, &request, read).await
}

/// What is refused before it is known what it would cost costs as much as a document that does not run.
async fn charge(cx: &Context, request: &HttpRequest) -> Result<(), ApiError> {
    let reserved = budget::reserve(cx, 1).await.map_err(|refused| refuse(request, refused))?;
    hold(request, cx.clone(), reserved);
    Ok(())
}

/// What was read of a request; if it was refused, that is charged.
async fn charged<T>(cx: &Context, request: &HttpRequest, read: Result<T, ApiError>) -> Result<T, ApiError> {
    if read.is_err() {
        charge(cx, request).await?;
    }
    read
}

async fn run(
    endpoint: &Endpoint,
    Cx(mut cx): Cx,
    Origin(device): Origin,
    request: &HttpRequest,
    read: Result<Asked, ApiError>,
) -> Result<HttpResponse, ApiError> {
    let read = read.and_then(|asked| Ok((asked, accept::negotiate(request)?)));
    let (mut asked, wanted) = charged(&cx, request, read).await?;
    let prepared = endpoint.prepare(&cx, &mut asked).await;
    let is = |kind| prepared.as_ref().is_ok_and(|prepared| asked.is(kind, &prepared.document));
    if request.method() != Method::POST && is(OperationType::Mutation) {
        charge(&cx, request).await?;
        let detail = "mutations are sent by POST";
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail);
        return Ok(crate::fallback::not_allowed(problem, "GET, HEAD, POST, OPTIONS"));
    }
    let took_long = cx.deps.clock.now() - cx.now > AT_ONCE;
    if took_long || !is(OperationType::Query) {
        cx.actor = cx.actor.at_any_time();
    }
    let wanted = if is(OperationType::Subscription) { accept::negotiate_events(request) } else { Ok(wanted) };
    let accepted = charged(&cx, request, wanted).await?;
    let roots = endpoint.roots(&asked, &prepared);
    if let (Some(roots), Ok(prepared)) = (&roots, &prepared) {
        announce(roots, prepared);
    }
    let reserved = budget::reserve(&cx, roots.as_ref().map_or(1, RootFields::bound)).await;
    let reservation = reserved.map_err(|refused| refuse(request, refused))?;
    let request_id = cx.request_id.clone();
    if accepted == Accepted::Events {
        show(request, &reservation);
        let line = Line::open(&cx, request).await?;
        let actor = line.actor();
        let caller = Caller { cx, device, bucket: client::bucket_of(request) };
        let results = endpoint.stream(asked, prepared, caller, actor, Paid { roots, reservation });
        return Ok(events::answer(line, results, request_id));
    }
    hold(request, cx.clone(), reservation);
    let manner = Manner { request_id: &request_id, discreet: endpoint.is_discreet() };
    match prepared {
        Ok(prepared) => {
            let caller = Caller { cx, device, bucket: client::bucket_of(request) };
            let execution = Execution { endpoint, caller, asked, prepared, roots, manner, accepted };
            Ok(kept::shown_or_made(request, execution).await)
        }
        Err(Unfit::Refused(problem)) => Err(problem.into()),
        Err(unfit) => Ok(answer(&Told::unfit(unfit, manner), accepted)),
    }
}

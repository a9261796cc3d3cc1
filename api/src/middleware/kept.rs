//! Shows public answers of REST that were kept, and keeps new ones. Inside of everything that counts and refuses callers, outside
//! of entity tags and compression: what is kept is what is sent.

use std::sync::Arc;

use actix_web::{
    Error, HttpMessage, HttpResponse, ResponseError,
    body::{self, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName},
    },
    middleware::Next,
    web::Data,
};
use presswork_domain::{
    Actor, Context, Error as DomainError,
    platform::{
        db::statements_so_far,
        freshness::{Mark, Stamp, record_reads},
    },
};

use crate::{
    kept::{Answers, Kept, Key},
    problem::ApiError,
};

/// What an answer depends on besides its address.
const VARYING: [HeaderName; 2] = [header::ACCEPT, header::ACCEPT_ENCODING];
/// What asks for an answer of its own.
const PARTICULAR: [HeaderName; 3] = [header::AUTHORIZATION, header::RANGE, header::IF_MATCH];

/// Shows an answer that was kept, or keeps the one that is made.
pub async fn kept(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let answers = request.app_data::<Data<Answers>>().map(|answers| Arc::clone(answers));
    let Some((answers, key)) = answers.filter(|answers| answers.is_on()).zip(key_of(&request)) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let flight = match answers.find_or_wait(&key).await {
        Ok(kept) => return Ok(show(request, &kept)),
        Err(flight) => flight,
    };
    let (read, before) = (answers.stamp(), statements_so_far());
    let (made, reads) = record_reads(next.call(request)).await;
    let response = made?.map_into_boxed_body();
    let marks = reads.known(statements_so_far() - before);
    let response = match marks.filter(|_| response.status() == StatusCode::OK && is_json(response.headers())) {
        Some(marks) => keep(&answers, key, response, (read, marks)).await,
        None => response,
    };
    drop(flight);
    Ok(response)
}

/// What is asked, when everybody who asks it gets the same.
fn key_of(request: &ServiceRequest) -> Option<Key> {
    let particular = PARTICULAR.iter().any(|name| request.headers().contains_key(name));
    let public = request.method() == Method::GET && !particular && request.path().starts_with("/v1/");
    let anonymous = request.extensions().get::<Context>().is_some_and(|cx| matches!(cx.actor, Actor::Anonymous));
    if !(public && anonymous) {
        return None;
    }
    let address = request.uri().path_and_query()?.as_str().as_bytes();
    let varying = VARYING.iter().map(|name| request.headers().get(name).map_or(&b""[..], |value| value.as_bytes()));
    Some(Key::of([address].into_iter().chain(varying)))
}

/// Streams have no end to wait for, and are no JSON.
fn is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

async fn keep(
    answers: &Answers,
    key: Key,
    response: ServiceResponse<BoxBody>,
    (read, marks): (Stamp, Vec<Mark>),
) -> ServiceResponse<BoxBody> {
    let points = response.request().extensions().get::<Context>().map_or(1, |cx| cx.meter.spent());
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    // What compression makes comes in pieces.
    let Ok(body) = body::to_bytes(body).await else {
        let lost = ApiError::from(DomainError::internal("an answer that was made could not be read"));
        return ServiceResponse::new(request, lost.error_response().map_into_boxed_body());
    };
    let headers = head.headers().clone();
    answers.keep(key, Kept { headers, body: body.clone(), points, marks, read });
    ServiceResponse::new(request, head.set_body(BoxBody::new(body)))
}

/// The answer, paid for like one that is made.
fn show(request: ServiceRequest, kept: &Kept) -> ServiceResponse<BoxBody> {
    if let Some(cx) = request.extensions().get::<Context>() {
        cx.meter.operations(kept.points.saturating_sub(cx.meter.spent()));
    }
    let mut response = HttpResponse::Ok().body(kept.body.clone());
    *response.headers_mut() = kept.headers.clone();
    request.into_response(response)
}

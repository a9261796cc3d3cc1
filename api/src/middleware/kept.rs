//! Shows public answers of REST that were kept, and keeps new ones. Inside of everything that counts and refuses callers, outside
//! of entity tags and compression: what is kept is what is sent.

use std::sync::Arc;

use actix_web::{
    Error, ResponseError,
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
    Actor, Error as DomainError,
    platform::{
        db::statements_so_far,
        freshness::{Mark, Stamp, record_reads},
    },
};

use super::Asking;
use crate::{
    kept::{Answers, Kept, Key, Question},
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
    let answers = request.app_data::<Data<Answers>>().filter(|answers| answers.is_on());
    let Some((answers, asked)) = answers.zip(public(&request)) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    // What is found is shown without a hold on what all threads share, and without the room that making one takes.
    if let Some(kept) = answers.find(&asked) {
        return Ok(show(request, &kept));
    }
    let (answers, key) = (Arc::clone(answers), asked.key());
    Box::pin(make(&answers, key, request, next)).await
}

/// What is asked, when everybody who asks it gets the same.
fn public(request: &ServiceRequest) -> Option<Question<'_>> {
    let headers = request.headers();
    let public = request.method() == Method::GET && request.path().starts_with("/v1/");
    if !public || PARTICULAR.iter().any(|name| headers.contains_key(name)) {
        return None;
    }
    // Found by one line of each, while what makes an answer reads all of them.
    if VARYING.iter().any(|name| headers.get_all(name).nth(1).is_some()) {
        return None;
    }
    let anonymous = Asking::of(request.request()).is_some_and(|cx| matches!(cx.actor, Actor::Anonymous));
    let address = request.uri().path_and_query().filter(|_| anonymous)?.as_str().as_bytes();
    let [accept, coding] = VARYING.map(|name| headers.get(name).map_or(&b""[..], |value| value.as_bytes()));
    Some(Question([address, accept, coding]))
}

/// Makes the answer, or waits for who is making it.
async fn make(
    answers: &Answers,
    key: Key,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let flight = match answers.find_or_wait(&key).await {
        Ok(kept) => return Ok(show(request, &kept)),
        Err(flight) => flight,
    };
    let (read, before) = (answers.stamp(), statements_so_far());
    let (made, reads) = record_reads(next.call(request)).await;
    let response = made?.map_into_boxed_body();
    let marks = reads.known(statements_so_far() - before);
    let response = match marks.filter(|_| response.status() == StatusCode::OK && is_json(response.headers())) {
        Some(marks) => keep(answers, key, response, (read, marks)).await,
        None => response,
    };
    drop(flight);
    Ok(response)
}

/// Streams have no end to wait for, and are no JSON.
fn is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

async fn keep(
    answers: &Answers,
    key: Key,
    response: ServiceResponse<BoxBody>,
    read: (Stamp, Vec<Mark>),
) -> ServiceResponse<BoxBody> {
    let points = Asking::of(response.request()).map_or(1, |cx| cx.meter.spent());
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    // What compression makes comes in pieces.
    let Ok(body) = body::to_bytes(body).await else {
        let lost = ApiError::from(DomainError::internal("an answer that was made could not be read"));
        return ServiceResponse::new(request, lost.error_response().map_into_boxed_body());
    };
    answers.keep(key, Kept::new(head.headers(), body.clone(), points, read));
    ServiceResponse::new(request, head.set_body(BoxBody::new(body)))
}

/// The answer, paid for like one that is made.
fn show(request: ServiceRequest, kept: &Kept) -> ServiceResponse<BoxBody> {
    if let Some(cx) = Asking::of(request.request()) {
        cx.meter.kept(kept.points);
    }
    request.into_response(kept.answer())
}

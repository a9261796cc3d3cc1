//! Puts the context into the request: who asks, when, and under which id.

use std::{cell::Cell, rc::Rc};

use actix_web::{
    Error, HttpMessage, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::Data,
};
use presswork_domain::{Actor, Context, Deps, Error as DomainError, accounts};
use tokio::time::timeout;

use super::{Charged, deadline::runs_too_long, envelope::Arrival};
use crate::{client, parameters, problem::ApiError};

/// Who asks for what: the context, as the layers between here and the handler read it. Handlers get a `Cx`.
pub struct Asking {
    cx: Rc<Context>,
    charged: Cell<Option<Charged>>,
}

impl Asking {
    /// The context of a request, where it has come so far.
    pub fn of(request: &HttpRequest) -> Option<Rc<Context>> {
        request.extensions().get::<Self>().map(|asking| Rc::clone(&asking.cx))
    }

    /// Notes what a request has cost.
    pub fn charge(request: &HttpRequest, charged: Charged) {
        if let Some(asking) = request.extensions().get::<Self>() {
            asking.charged.set(Some(charged));
        }
    }

    /// What a request has cost, as far as that has been noted.
    pub fn charged(request: &HttpRequest) -> Option<Charged> {
        request.extensions().get::<Self>().and_then(|asking| asking.charged.get())
    }
}

/// Finds out who asks. Wrong credentials are refused even where none are needed: the client believes to be logged in.
pub async fn provide_context(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match context_of(&request).await {
        Ok(cx) => {
            request.extensions_mut().insert(Asking { cx: Rc::new(cx), charged: Cell::new(None) });
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(error) => Ok(request.into_response(error.error_response())),
    }
}

async fn context_of(request: &ServiceRequest) -> Result<Context, ApiError> {
    let deps = request.app_data::<Data<Deps>>().map(|deps| (**deps).clone());
    let deps = deps.ok_or_else(|| DomainError::internal("no dependencies in this request"))?;
    let (id, trace) = Arrival::of(request.request()).unzip();
    let cx = Context::system(deps, id.unwrap_or_default()).with_actor(Actor::Anonymous).with_trace(trace);
    let cx = cx.with_origin(client::origin_of(request.request()));
    let mut sent = request.headers().get_all(header::AUTHORIZATION);
    let Some(header) = sent.next() else { return Ok(cx) };
    parameters::say_early(request);
    // Of two, a proxy in front may have looked at the other one.
    let header = Some(header).filter(|_| sent.next().is_none());
    let token = header.and_then(|header| header.to_str().ok()).and_then(bearer);
    let token = token
        .ok_or(DomainError::Unauthenticated { code: "invalid_token", detail: "send one Authorization: Bearer" })?;
    // On the heap: who is anonymous would carry it otherwise.
    let limit = cx.settings().http.request_timeout;
    let found = timeout(limit, Box::pin(accounts::authenticate(&cx, token))).await;
    let actor = found.map_err(|_| runs_too_long())??;
    if let Some(account) = actor.account() {
        tracing::Span::current().record("actor", tracing::field::display(account));
    }
    Ok(cx.with_actor(actor))
}

/// The access token that a request came with; it has been found to be good.
pub fn token_of(request: &HttpRequest) -> Option<&str> {
    bearer(request.headers().get(header::AUTHORIZATION)?.to_str().ok()?)
}

/// The token of `Bearer <token>`; the scheme is case-insensitive (RFC 9110, section 11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

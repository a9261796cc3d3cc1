//! Puts the context into the request: who asks, when, and under which id.

use std::time::Duration;

use actix_web::{
    Error, HttpMessage, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::Data,
};
use presswork_domain::{
    Actor, Context, Deps, Error as DomainError, Result, accounts, platform::Settings, trace::Trace,
};
use tokio::time::timeout;

use super::{deadline::runs_too_long, envelope::RequestId};
use crate::{client, problem::ApiError};

/// Finds out who asks. Wrong credentials are refused even where none are needed: the client believes to be logged in.
pub async fn provide_context(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let limit = request.app_data::<Data<Settings>>().map_or(Duration::MAX, |settings| settings.http.request_timeout);
    let found = timeout(limit, context_of(&request)).await;
    match found.map_or_else(|_| Err(runs_too_long()), |found| found.map_err(ApiError::from)) {
        Ok(cx) => {
            request.extensions_mut().insert(cx);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(error) => Ok(request.into_response(error.error_response())),
    }
}

async fn context_of(request: &ServiceRequest) -> Result<Context> {
    let deps = request.app_data::<Data<Deps>>().map(|deps| (**deps).clone());
    let deps = deps.ok_or_else(|| DomainError::internal("no dependencies in this request"))?;
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let trace = request.extensions().get::<Trace>().copied();
    let cx = Context::system(deps, id).with_actor(Actor::Anonymous).with_trace(trace);
    let cx = cx.with_origin(client::origin_of(request.request()));
    let mut sent = request.headers().get_all(header::AUTHORIZATION);
    let Some(header) = sent.next() else { return Ok(cx) };
    // Of two, a proxy in front may have looked at the other one.
    let header = Some(header).filter(|_| sent.next().is_none());
    let actor = match header.and_then(|header| header.to_str().ok()).and_then(bearer) {
        Some(token) => accounts::authenticate(&cx, token).await?,
        None => {
            return Err(DomainError::Unauthenticated {
                code: "invalid_token",
                detail: "send one Authorization: Bearer",
            });
        }
    };
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

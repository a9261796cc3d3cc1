//! Puts the context into the request: who asks, when, and under which id.

use actix_web::{
    Error, HttpMessage, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::Data,
};
use presswork_domain::{Actor, Context, Deps, Error as DomainError, Result, accounts};

use super::envelope::RequestId;
use crate::problem::ApiError;

/// Finds out who asks. Wrong credentials are refused even where none are needed: the client believes to be logged in.
pub async fn provide_context(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match context_of(&request).await {
        Ok(cx) => {
            request.extensions_mut().insert(cx);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(error) => Ok(request.into_response(ApiError::from(error).error_response())),
    }
}

async fn context_of(request: &ServiceRequest) -> Result<Context> {
    let deps = request.app_data::<Data<Deps>>().map(|deps| (**deps).clone());
    let deps = deps.ok_or_else(|| DomainError::internal("no dependencies in this request"))?;
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let cx = Context::system(deps, id).with_actor(Actor::Anonymous);
    let Some(header) = request.headers().get(header::AUTHORIZATION) else { return Ok(cx) };
    let actor = match header.to_str().ok().and_then(bearer) {
        Some(token) => accounts::authenticate(&cx, token).await?,
        None => {
            return Err(DomainError::Unauthenticated { code: "invalid_token", detail: "send Authorization: Bearer" });
        }
    };
    Ok(cx.with_actor(actor))
}

/// The token of `Bearer <token>`; the scheme is case-insensitive (RFC 9110, section 11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

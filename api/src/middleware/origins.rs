//! Web pages of other origins (CORS): by settings, nobody is reflected blindly. A request that names no origin is none of these and
//! passes by; that answers differ by origin `headers` says for all of them.

use std::rc::Rc;

use actix_cors::Cors;
use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
    http::{Method, header},
};
use futures::{
    FutureExt, TryFutureExt,
    future::{Either, LocalBoxFuture, MapOk},
};
use presswork_domain::platform::Settings;

use super::envelope::TRACEPARENT;
use crate::{
    call::{IDEMPOTENCY_KEY, PREFER},
    streaming::LAST_EVENT_ID,
};

/// The headers that pages of other origins may read.
const EXPOSED: [&str; 15] = [
    "Accept-Patch",
    "Accept-Ranges",
    "Content-Range",
    "Deprecation",
    "ETag",
    "Idempotent-Replayed",
    "Last-Modified",
    "Link",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
    "X-Request-Id",
];

/// The layer.
pub struct Origins(Cors);

impl Origins {
    /// Allows the origins of the settings.
    pub fn new(settings: &Settings) -> Self {
        let cors = Cors::default()
            .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
            .allowed_headers([
                header::AUTHORIZATION,
                header::CONTENT_TYPE,
                header::ACCEPT,
                header::IF_MATCH,
                header::IF_MODIFIED_SINCE,
                header::IF_NONE_MATCH,
                header::IF_RANGE,
                header::IF_UNMODIFIED_SINCE,
                header::RANGE,
                header::CONTENT_RANGE,
                LAST_EVENT_ID,
                IDEMPOTENCY_KEY,
                PREFER,
                TRACEPARENT,
            ])
            .expose_headers(EXPOSED)
            .max_age(3600);
        Self(settings.http.cors_origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin)))
    }
}

impl<S, B> Transform<S, ServiceRequest> for Origins
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type InitError = ();
    type Transform = Passing<<Cors as Transform<Rc<S>, ServiceRequest>>::Transform, S>;
    type Future = LocalBoxFuture<'static, Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let all = Rc::new(service);
        self.0.new_transform(Rc::clone(&all)).map_ok(|named| Passing { named, all }).boxed_local()
    }
}

/// The layer at work.
pub struct Passing<C, S> {
    /// For who names an origin, or asks before a request of such a page.
    named: C,
    all: Rc<S>,
}

type Boxing<F, B> = MapOk<F, fn(ServiceResponse<B>) -> ServiceResponse<BoxBody>>;

impl<C, S, B, D> Service<ServiceRequest> for Passing<C, S>
where
    C: Service<ServiceRequest, Response = ServiceResponse<D>, Error = Error>,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody + 'static,
    D: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = Either<Boxing<C::Future, D>, Boxing<S::Future, B>>;

    forward_ready!(all);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let asks_first = request.method() == Method::OPTIONS;
        if asks_first || request.headers().contains_key(header::ORIGIN) {
            Either::Left(self.named.call(request).map_ok(ServiceResponse::map_into_boxed_body as fn(_) -> _))
        } else {
            Either::Right(self.all.call(request).map_ok(ServiceResponse::map_into_boxed_body as fn(_) -> _))
        }
    }
}

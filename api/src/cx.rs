//! The request's context, as handlers take it.

use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use presswork_domain::{Context, Error};

use crate::{
    middleware::{Asking, Run},
    problem::ApiError,
};

/// The context that the middleware has put into the request.
pub struct Cx(pub Context);

impl Deref for Cx {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.0
    }
}

impl FromRequest for Cx {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Run::found(request);
        let found = Asking::of(request).map(|cx| Self(Context::clone(&cx)));
        ready(found.ok_or_else(|| Error::internal("no context in this request").into()))
    }
}

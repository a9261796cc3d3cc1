//! Where a login comes from.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use presswork_domain::accounts::Device;

use crate::{client, problem::ApiError};

/// The device and address of a request.
pub struct Origin(pub Device);

impl FromRequest for Origin {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let user_agent = user_agent.unwrap_or_default().to_owned();
        let address = client::of(request).map(|address| address.to_string()).unwrap_or_default();
        ready(Ok(Self(Device { user_agent, address })))
    }
}

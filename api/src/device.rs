//! Where a login comes from.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Data};
use presswork_domain::{Deps, accounts::Device};

use crate::{client, problem::ApiError};

/// The device and address of a request.
pub struct Origin(pub Device);

impl FromRequest for Origin {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let headers = request.headers();
        let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let forwarded: Vec<&str> =
            headers.get_all(header::X_FORWARDED_FOR).filter_map(|value| value.to_str().ok()).collect();
        let deps = request.app_data::<Data<Deps>>();
        let trusted = deps.map(|deps| deps.settings.http.trusted_proxies.as_slice()).unwrap_or_default();
        let peer = request.peer_addr().map(|peer| client::address(peer.ip(), &forwarded, trusted).to_string());
        ready(Ok(Self(Device { user_agent: user_agent.to_owned(), address: peer.unwrap_or_default() })))
    }
}

//! The flood limit: so many requests per client address, whoever is logged in. Generous; the cost budget is the fair one.

use std::{net::IpAddr, sync::Arc};

use actix_governor::{GovernorConfig, GovernorConfigBuilder, KeyExtractor, governor};
use actix_web::{HttpResponse, HttpResponseBuilder, dev::ServiceRequest, http::StatusCode};
use governor::{
    NotUntil,
    clock::{Clock, DefaultClock, QuantaInstant},
    middleware::NoOpMiddleware,
};
use ipnet::IpNet;
use presswork_domain::{Error, origin::bucket, platform::Settings};

use crate::{
    client,
    problem::{ApiError, Problem},
};

/// What the limiter would say besides `Retry-After`.
const X_RATELIMIT_AFTER: &str = "x-ratelimit-after";

/// Counts by the client's address, as far as trusted proxies tell it.
#[derive(Clone)]
pub struct ClientAddress {
    trusted: Arc<[IpNet]>,
}

impl ClientAddress {
    /// Believes the proxies of the settings and nobody else.
    pub fn new(settings: &Settings) -> Self {
        Self { trusted: settings.http.trusted_proxies.clone().into() }
    }

    /// The client's address, when the connection has one.
    pub fn of(&self, request: &ServiceRequest) -> Option<IpAddr> {
        Some(client::address_by(request.peer_addr()?.ip(), request.headers(), &self.trusted))
    }
}

impl KeyExtractor for ClientAddress {
    type Key = IpAddr;
    type KeyExtractionError = ApiError;

    fn extract(&self, request: &ServiceRequest) -> Result<IpAddr, ApiError> {
        let address = self.of(request).ok_or_else(|| Error::internal("a connection without an address"))?;
        Ok(bucket(address))
    }

    fn exceed_rate_limit_response(
        &self,
        negative: &NotUntil<QuantaInstant>,
        mut response: HttpResponseBuilder,
    ) -> HttpResponse {
        let wait = negative.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
        let detail = format!("too many requests from this address; try again in {wait} s");
        let mut response = response.insert_header(("Retry-After", wait.to_string())).finish();
        // Rounded down, so that it says 0 where there is less than a second to wait.
        response.headers_mut().remove(X_RATELIMIT_AFTER);
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail);
        response.extensions_mut().insert(Problem { retry_after: Some(wait), ..problem });
        response
    }
}

/// The limit of the settings, shared by all threads of the server.
///
/// # Errors
/// `internal` when the settings ask for a limit of zero.
pub fn flood_limit(settings: &Settings) -> Result<GovernorConfig<ClientAddress, NoOpMiddleware>, Error> {
    GovernorConfigBuilder::default()
        .requests_per_second(settings.http.flood_per_second.into())
        .burst_size(settings.http.flood_burst)
        .key_extractor(ClientAddress::new(settings))
        .finish()
        .ok_or_else(|| Error::internal("http.flood_per_second and http.flood_burst must be above zero"))
}

//! From a request to a socket.

use actix_web::{
    HttpRequest, HttpResponse,
    guard::GuardContext,
    http::{StatusCode, header},
    web::{Data, Payload},
};
use presswork_domain::{Context, platform::Settings};
use url::Url;

use super::{
    close::Close,
    socket::{Caller, Socket},
};
use crate::{
    client,
    cx::Cx,
    device::Origin,
    graphql::Endpoint,
    middleware::token_of,
    problem::{ApiError, Problem},
    streaming::{Closing, Slots},
};

/// The subprotocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// Whether a request wants to become a socket.
pub fn is_upgrade(request: &GuardContext<'_>) -> bool {
    let upgrade = request.head().headers().get(header::UPGRADE);
    upgrade.is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// `GET /graphql` with `Upgrade: websocket`.
pub async fn upgrade(
    endpoint: Data<Endpoint>,
    slots: Data<Slots>,
    closing: Data<Closing>,
    cx: Cx,
    Origin(device): Origin,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let Cx(cx) = cx;
    check_origin(&cx, &request)?;
    let bucket = client::bucket_of(&request);
    let caller = Caller { token: token_of(&request).map(str::to_owned), device, bucket };
    let slot = slots.take(caller.key(&cx))?;
    let (response, session, messages) =
        actix_ws::handle_with_protocols(&request, payload, &[PROTOCOL]).map_err(|error| not_begun(&error))?;
    if !response.headers().contains_key(header::SEC_WEBSOCKET_PROTOCOL) {
        // Told in the protocol's own words, which a status would not reach a browser's page with.
        let refuse = async move {
            let _ = session.close(Close::subprotocol().told()).await;
        };
        actix_web::rt::spawn(refuse);
        return Ok(response);
    }
    let socket = Socket::new(cx, caller, slot, session, endpoint.into_inner(), slots.into_inner());
    actix_web::rt::spawn(socket.run(messages, Closing::clone(&closing)));
    Ok(response)
}

/// Why a handshake is none. Who speaks another version is told which is spoken here (RFC 6455, section 4.2.2; RFC 9110, section 15.5.22).
fn not_begun(error: &actix_web::Error) -> ApiError {
    if error.as_response_error().error_response().status() != StatusCode::UPGRADE_REQUIRED {
        return Problem::new(StatusCode::BAD_REQUEST, "bad_request", error.to_string()).into();
    }
    let problem =
        Problem::new(StatusCode::UPGRADE_REQUIRED, "websocket_version", "this speaks WebSocket in version 13");
    ApiError::from(problem).with_header(header::SEC_WEBSOCKET_VERSION, "13").with_header(header::UPGRADE, "websocket")
}

/// A page of another site may not speak here unless the settings say so: browsers let it open a socket, whatever CORS says.
fn check_origin(cx: &Context, request: &HttpRequest) -> Result<(), ApiError> {
    let Some(origin) = request.headers().get(header::ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().unwrap_or_default();
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if is_welcome(origin, host, cx.settings()) {
        return Ok(());
    }
    let detail = "pages of this origin may not speak to this server; see http.cors_origins";
    Err(Problem::new(StatusCode::FORBIDDEN, "origin_not_allowed", detail).into())
}

fn is_welcome(origin: &str, host: &str, settings: &Settings) -> bool {
    let http = &settings.http;
    let of = |url: &str| Url::parse(url).ok().map(|url| url.origin()).filter(url::Origin::is_tuple);
    let Some(parsed) = of(origin) else { return false };
    // The server's own pages, under whatever name they were asked for.
    let own = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    own || of(&http.public_url).as_ref() == Some(&parsed) || http.cors_origins.iter().any(|one| one == origin)
}

//! The headers of every answer (OWASP HTTP headers cheat sheet), where the handler has not said otherwise.

use actix_web::{
    body::BoxBody,
    dev::ServiceResponse,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
};
use presswork_domain::platform::Settings;

use super::{Asking, line::Line};

/// What a browser may do with an answer that is no page of ours: nothing.
const API_CSP: &str = "default-src 'none'; frame-ancestors 'none'";

static ALWAYS: [(HeaderName, HeaderValue); 8] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(API_CSP)),
    (header::CROSS_ORIGIN_OPENER_POLICY, HeaderValue::from_static("same-origin")),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
    (header::PERMISSIONS_POLICY, HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()")),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), HeaderValue::from_static("none")),
];

static STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Adds what is missing.
pub fn complete(response: &mut ServiceResponse<BoxBody>, settings: &Settings, id: &str, statements: u64) {
    let (is_read, status) = (response.request().method() == Method::GET, response.status());
    let private = response.request().headers().contains_key(header::AUTHORIZATION);
    let is_bearer = response.request().headers().get_all(header::AUTHORIZATION).any(is_bearer);
    let charged = Asking::charged(response.request());
    let headers = response.headers_mut();
    if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "identity") {
        // Said by streams, so that nothing holds them back to compress them; on the wire it is no coding.
        headers.remove(header::CONTENT_ENCODING);
    }
    for (name, value) in &ALWAYS {
        add(headers, name.clone(), value.clone());
    }
    if settings.http.tls().is_some() {
        add(headers, header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT.clone());
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        add(headers, X_REQUEST_ID, id);
    }
    let storable = is_read && (status.is_success() || status == StatusCode::NOT_MODIFIED);
    // Kept, but never shown again without asking whether it is still so; by caches of many people only what all may see.
    let control = match (storable, private) {
        (false, _) => "no-store",
        (true, true) => "private, no-cache",
        (true, false) => "public, no-cache",
    };
    add(headers, header::CACHE_CONTROL, HeaderValue::from_static(control));
    vary(headers, settings.http.compression);
    if status == StatusCode::UNAUTHORIZED {
        let challenge = if is_bearer {
            "Bearer realm=\"presswork\", error=\"invalid_token\""
        } else {
            "Bearer realm=\"presswork\""
        };
        add(headers, header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    if !settings.is_production() {
        let told = match charged {
            Some(charged) => Line::of(format_args!(
                "sql;desc=\"{statements} statements\", budget;desc=\"{} points\"",
                charged.points
            )),
            None => Line::of(format_args!("sql;desc=\"{statements} statements\"")),
        };
        if let Some(told) = told.value() {
            add(headers, SERVER_TIMING, told);
        }
    }
}

/// Says by what answers differ, as far as nobody has said so.
fn vary(headers: &mut HeaderMap, compression: bool) {
    // What never changes is the same for everybody.
    let immutable = headers.get(header::CACHE_CONTROL).is_some_and(|said| said.as_bytes().ends_with(b"immutable"));
    let origin = !varies_by(headers, b"origin");
    // Not compressed for this client; for another it would have been.
    let coding = compression && !immutable && !varies_by(headers, b"accept-encoding");
    let line = match (origin, coding) {
        (true, true) => Some("Origin, Accept-Encoding"),
        (true, false) => Some("Origin"),
        (false, true) => Some("Accept-Encoding"),
        (false, false) => None,
    };
    if !immutable {
        headers.append(header::VARY, HeaderValue::from_static("Authorization"));
    }
    if let Some(line) = line {
        headers.append(header::VARY, HeaderValue::from_static(line));
    }
}

fn varies_by(headers: &HeaderMap, name: &[u8]) -> bool {
    let mut said = headers.get_all(header::VARY).flat_map(|line| line.as_bytes().split(|sign| *sign == b','));
    said.any(|one| one.trim_ascii().eq_ignore_ascii_case(name))
}

/// Whether it is a token at all; of another scheme nothing is said but what would be right (RFC 6750, section 3.1).
fn is_bearer(credentials: &HeaderValue) -> bool {
    let scheme = credentials.as_bytes().split(|sign| *sign == b' ').next();
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer"))
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if !headers.contains_key(&name) {
        headers.insert(name, value);
    }
}

//! The headers of every answer (OWASP HTTP headers cheat sheet), where the handler has not said otherwise.

use actix_web::{
    HttpMessage,
    body::BoxBody,
    dev::ServiceResponse,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
};
use presswork_domain::platform::Settings;

use super::{Charged, envelope::RequestId};

/// What a browser may do with an answer that is no page of ours: nothing.
const API_CSP: &str = "default-src 'none'; frame-ancestors 'none'";

const ALWAYS: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", API_CSP),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("x-permitted-cross-domain-policies", "none"),
];

/// Adds what is missing.
pub fn complete(response: &mut ServiceResponse<BoxBody>, settings: &Settings, id: &RequestId, statements: u64) {
    let (method, status) = (response.request().method().clone(), response.status());
    let private = response.request().headers().contains_key(header::AUTHORIZATION);
    let charged = response.request().extensions().get::<Charged>().copied();
    let headers = response.headers_mut();
    if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "identity") {
        // Said by streams, so that nothing holds them back to compress them; on the wire it is no coding.
        headers.remove(header::CONTENT_ENCODING);
    }
    for (name, value) in ALWAYS {
        add(headers, HeaderName::from_static(name), value);
    }
    if settings.http.tls().is_some() {
        add(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    add(headers, HeaderName::from_static("x-request-id"), &id.0);
    let storable = method == Method::GET && (status.is_success() || status == StatusCode::NOT_MODIFIED);
    // Kept, but never shown again without asking whether it is still so; by caches of many people only what all may see.
    add(
        headers,
        header::CACHE_CONTROL,
        match (storable, private) {
            (false, _) => "no-store",
            (true, true) => "private, no-cache",
            (true, false) => "public, no-cache",
        },
    );
    // What never changes is the same for everybody.
    let immutable = headers.get(header::CACHE_CONTROL).is_some_and(|said| said.as_bytes().ends_with(b"immutable"));
    if !immutable {
        headers.append(header::VARY, HeaderValue::from_static("Authorization"));
    }
    if settings.http.compression && !immutable && !varies_by_coding(headers) {
        // Not compressed for this client; for another it would have been.
        headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if status == StatusCode::UNAUTHORIZED {
        let challenge =
            if private { "Bearer realm=\"presswork\", error=\"invalid_token\"" } else { "Bearer realm=\"presswork\"" };
        add(headers, header::WWW_AUTHENTICATE, challenge);
    }
    if !settings.is_production() {
        let cost = charged.map(|charged| format!(", budget;desc=\"{} points\"", charged.points)).unwrap_or_default();
        let told = format!("sql;desc=\"{statements} statements\"{cost}");
        add(headers, HeaderName::from_static("server-timing"), &told);
    }
}

fn varies_by_coding(headers: &HeaderMap) -> bool {
    let names =
        |line: &HeaderValue| line.to_str().is_ok_and(|line| line.to_ascii_lowercase().contains("accept-encoding"));
    headers.get_all(header::VARY).any(names)
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if !headers.contains_key(&name)
        && let Ok(value) = HeaderValue::from_str(value)
    {
        headers.insert(name, value);
    }
}

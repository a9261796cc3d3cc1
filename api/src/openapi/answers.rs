//! What answers of a kind have in common: words, and headers, which stand once in the components.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::{Components, Header, Ref, RefOr, Response, path::Operation};

use super::headers;

/// What a precondition that does not hold comes to.
pub const OTHER_VERSION: &str = "It is not, or no longer, what the client named.";

/// The things that have versions.
const VERSIONED: [&str; 2] = ["/Comment", "/Post"];

/// The receipts, and what names its receipt: which have an address to follow them at.
const FOLLOWED: [&str; 3] = ["/DataExport", "/Job", "/WebhookDelivery"];

/// Operations that make what can be listed and ended, but has no address where it is read by itself.
const NOWHERE: [&str; 3] = ["createAccessToken", "createInvitation", "linkIdentity"];

/// Puts the headers into the components, for the answers to refer to.
pub fn declare(components: &mut Components) {
    let headers = all().into_iter().filter_map(|(name, value)| Some((name, serde_json::from_value(value).ok()?)));
    components.headers.extend(headers.map(|(name, header): (&str, Header)| (name.to_owned(), RefOr::T(header))));
}

/// Gives an answer its headers, and a description if it has none.
pub fn complete(method: &str, status: &str, operation: &Operation, response: &mut Response) {
    let mut names = names(method, status, operation);
    // Who wants no body hears the version all the same.
    let whole = if preferred(method, status, operation) { operation.responses.responses.get("200") } else { None };
    let has_version =
        has_one_of(response, &VERSIONED) || matches!(whole, Some(RefOr::T(whole)) if has_one_of(whole, &VERSIONED));
    if has_version && !names.contains(&"ETag") {
        names.push("ETag");
    }
    if status == "202" && has_one_of(response, &FOLLOWED) {
        names.push("Location");
    }
    for name in names {
        let there = RefOr::Ref(Ref::new(format!("#/components/headers/{name}")));
        response.headers.entry(name.to_owned()).or_insert(there);
    }
    if response.description.is_empty() {
        describe(method, status).clone_into(&mut response.description);
    }
}

fn names(method: &str, status: &str, operation: &Operation) -> Vec<&'static str> {
    let (read, succeeded) = (method == "GET" && !headers::streams(operation), status.starts_with('2'));
    let guarded = operation.responses.responses.contains_key("412");
    let mut names =
        vec!["Access-Control-Allow-Origin", "Cache-Control", "RateLimit", "RateLimit-Policy", "Vary", "X-Request-Id"];
    if succeeded && method != "GET" && headers::is_kept(operation) {
        names.push("Idempotent-Replayed");
    }
    let tagged = read || guarded || status == "201";
    let has_tag = status != "204" || preferred(method, status, operation);
    if status == "304" || (succeeded && has_tag && tagged && (read || headers::is_kept(operation))) {
        names.push("ETag");
    }
    let lives = operation.operation_id.as_deref().is_none_or(|id| !NOWHERE.contains(&id));
    if status == "301" || (status == "201" && lives) {
        names.push("Location");
    }
    if status == "200" && is_list(operation) {
        names.push("Link");
    }
    if ["201", "204"].contains(&status) && headers::takes_preference(method, operation) {
        names.push("Preference-Applied");
    }
    if sends_files(operation) {
        match status {
            "200" => names.extend(["Accept-Ranges", "Content-Disposition"]),
            "206" => names.extend(["Accept-Ranges", "Content-Disposition", "Content-Range"]),
            "416" => names.push("Content-Range"),
            _ => {}
        }
    }
    match (status, method) {
        ("415", "PATCH") => names.extend(["Accept-Encoding", "Accept-Patch"]),
        ("415", _) => names.extend(["Accept", "Accept-Encoding"]),
        _ => {}
    }
    match status {
        "401" | "403" => names.push("WWW-Authenticate"),
        "409" | "429" | "503" => names.push("Retry-After"),
        _ => {}
    }
    names
}

/// Whether it is the answer to who wants no body, where others get one.
fn preferred(method: &str, status: &str, operation: &Operation) -> bool {
    status == "204" && headers::takes_preference(method, operation)
}

/// Whether it answers with a thing of one of these types.
fn has_one_of(response: &Response, types: &[&str]) -> bool {
    response.content.values().any(|content| match content {
        RefOr::T(content) => match &content.schema {
            Some(RefOr::Ref(to)) => types.iter().any(|name| to.ref_location.ends_with(name)),
            _ => false,
        },
        RefOr::Ref(_) => false,
    })
}

/// Whether it answers with bytes, of which a client may ask for some.
fn sends_files(operation: &Operation) -> bool {
    let range = |parameter: &RefOr<_>| matches!(parameter, RefOr::T(utoipa::openapi::path::Parameter { name, .. }) if name == "Range");
    operation.parameters.iter().flatten().any(range)
}

/// Whether it answers with pages.
fn is_list(operation: &Operation) -> bool {
    let pages = |parameter: &RefOr<_>| matches!(parameter, RefOr::T(utoipa::openapi::path::Parameter { name, .. }) if name == "after");
    operation.parameters.iter().flatten().any(pages)
}

fn describe(method: &str, status: &str) -> &'static str {
    match (status, method) {
        ("200", "GET") => "It, as it is now.",
        ("200", _) => "Done; what has become of it.",
        ("201", _) => "It has come into being.",
        ("202", _) => "Accepted; a job does the rest.",
        ("204", _) => "Done; there is nothing to say.",
        ("301", _) => "It has another address now.",
        ("403", _) => "Not allowed.",
        ("404", _) => "It does not exist, or you may not know that it does.",
        ("409", _) => "The state of the thing does not permit this, or a request with the same key is running.",
        ("410", _) => "It existed and is gone.",
        ("412", _) => OTHER_VERSION,
        _ => "Refused.",
    }
}

fn all() -> BTreeMap<&'static str, Value> {
    let text = |description: &str, example: &str, length: usize| json!({ "description": description, "schema": { "type": "string", "maxLength": length }, "example": example });
    BTreeMap::from([
        ("Accept", text("What the body may be.", "application/json", 200)),
        (
            "Accept-Encoding",
            text(
                "What the body may be compressed by, where it came in another coding.",
                "br, deflate, gzip, zstd",
                200,
            ),
        ),
        (
            "Accept-Patch",
            text("What the body may be (RFC 5789).", "application/merge-patch+json, application/json", 200),
        ),
        ("Accept-Ranges", text("That some of the bytes may be asked for.", "bytes", 200)),
        ("Content-Disposition", text("What the file is called.", "inline; filename=\"harbour-640.webp\"", 500)),
        ("Content-Range", text("Which of the bytes these are.", "bytes 0-1023/5000", 200)),
        ("Cache-Control", text("Who may keep the answer, and whether without asking again.", "private, no-cache", 200)),
        (
            "Preference-Applied",
            text("There when the client's wish for less was heard (RFC 7240).", "return=minimal", 200),
        ),
        ("Vary", text("Which headers of the request the answer depends on.", "Authorization, Accept-Encoding", 500)),
        (
            "Access-Control-Allow-Origin",
            text(
                "The origin of the page that asks, where `http.cors_origins` of this server names it; else missing.",
                "https://app.example",
                2048,
            ),
        ),
        (
            "ETag",
            text(
                "The strong entity tag; that of a versioned thing begins with its version.",
                "\"7-q9XcE3fLk2m0ZrT8bW1yVA\"",
                200,
            ),
        ),
        (
            "Idempotent-Replayed",
            json!({ "description": "There when this is the answer of an earlier request with the same key.", "schema": { "type": "string", "enum": ["true"] } }),
        ),
        (
            "Link",
            text(
                "The first page, and the next and the previous one where they exist (RFC 8288).",
                "</v1/posts?first=20>; rel=\"first\"",
                8000,
            ),
        ),
        ("Location", text("Where it lives, or is followed.", "/v1/posts/post_01h455vb4pex5vsknk084sn02q", 2048)),
        (
            "RateLimit",
            text(
                "What is left of the budget: whole points, and the seconds until it is full \
                 (draft-ietf-httpapi-ratelimit-headers). Missing where nothing was counted.",
                "\"points\";r=5990;t=1",
                200,
            ),
        ),
        (
            "RateLimit-Policy",
            text("The budget: points, and the seconds in which it fills up.", "\"points\";q=6000;w=60", 200),
        ),
        (
            "Retry-After",
            json!({ "description": "After how many seconds to try again; missing where waiting does not help.", "schema": { "type": "integer", "format": "int32", "minimum": 1, "maximum": i32::MAX }, "example": 1 }),
        ),
        (
            "WWW-Authenticate",
            text("What to log in with, or the scope that a token lacks (RFC 6750).", "Bearer realm=\"presswork\"", 200),
        ),
        ("X-Request-Id", text("The request, as the logs know it.", "0199f1a2b3c4d5e6", 200)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_is_one_that_openapi_can_say() {
        let mut components = Components::default();
        declare(&mut components);
        assert_eq!(components.headers.len(), all().len());
    }
}

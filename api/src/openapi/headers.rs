//! The headers that operations of a kind have in common. `x-graphql` names the argument that says the same in GraphQL; a
//! header without it belongs to HTTP alone.

use presswork_domain::idempotency::Key;
use serde_json::{Value, json};
use utoipa::openapi::{
    Header, RefOr,
    path::{Operation, Parameter},
};

/// Operations that take a key and don't keep their answers, see `call`.
const NEVER_KEPT: [&str; 3] = ["login", "logout", "refresh"];

/// Adds the headers of the request and of the successes.
pub fn declare(method: &str, operation: &mut Operation) {
    let guarded = operation.responses.responses.contains_key("412");
    let mut parameters = Vec::new();
    if method == "GET" {
        parameters.push(if_none_match());
    } else {
        parameters.push(idempotency_key(is_kept(operation)));
    }
    if guarded {
        parameters.push(if_match());
    }
    if takes_preference(method, operation) {
        parameters.push(prefer());
    }
    let parameters = parameters.into_iter().filter_map(|value| serde_json::from_value::<Parameter>(value).ok());
    operation.parameters.get_or_insert_default().extend(parameters.map(RefOr::T));
    let (kept, tagged) = (is_kept(operation) && method != "GET", method == "GET" || guarded);
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with('2') && kept {
            add(&mut response.headers, "Idempotent-Replayed", replayed());
        }
        if status == "201" || (status == "200" && tagged) {
            add(&mut response.headers, "ETag", etag());
        }
        if status == "201" {
            add(&mut response.headers, "Location", location());
        }
    }
}

/// Whether `Prefer: return=minimal` is honoured.
pub fn takes_preference(method: &str, operation: &Operation) -> bool {
    let answers = |status| operation.responses.responses.contains_key(status);
    ["POST", "PATCH"].contains(&method) && is_kept(operation) && (answers("200") || answers("201"))
}

fn is_kept(operation: &Operation) -> bool {
    operation.operation_id.as_deref().is_none_or(|id| !NEVER_KEPT.contains(&id))
}

fn add(headers: &mut std::collections::BTreeMap<String, RefOr<Header>>, name: &str, value: Value) {
    if let Ok(header) = serde_json::from_value::<Header>(value) {
        headers.entry(name.to_owned()).or_insert(RefOr::T(header));
    }
}

fn idempotency_key(kept: bool) -> Value {
    let description = if kept {
        "A repeat with the same key within 24 hours takes no further effect and gets the answer of the first request. A \
         person has one key space for both faces."
    } else {
        "Its form is checked; this answer is never kept for a repeat."
    };
    json!({
        "name": "Idempotency-Key", "in": "header", "required": false, "description": description,
        "schema": { "type": "string", "minLength": 1, "maxLength": Key::MAX, "pattern": "^[!-~]+$" },
        "example": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "x-graphql": "idempotencyKey"
    })
}

fn if_match() -> Value {
    json!({
        "name": "If-Match", "in": "header", "required": false,
        "description": "Only if the post has one of these versions: entity tags, of which only the version counts, or `*`.",
        "schema": { "type": "string", "maxLength": 8000 }, "example": "\"7-q9XcE3fLk2m0ZrT8bW1yVA\"", "x-graphql": "ifMatch"
    })
}

fn if_none_match() -> Value {
    json!({
        "name": "If-None-Match", "in": "header", "required": false,
        "description": "The entity tags of what the client has; 304 when it is still so.",
        "schema": { "type": "string", "maxLength": 8000 }
    })
}

fn prefer() -> Value {
    json!({
        "name": "Prefer", "in": "header", "required": false,
        "description": "`return=minimal`: no body, please. Honoured answers say `Preference-Applied`.",
        "schema": { "type": "string", "maxLength": 200 }, "example": "return=minimal"
    })
}

fn etag() -> Value {
    json!({ "description": "The strong entity tag; that of a versioned thing begins with its version.", "schema": { "type": "string" } })
}

fn location() -> Value {
    json!({ "description": "Where it lives.", "schema": { "type": "string" } })
}

fn replayed() -> Value {
    json!({ "description": "`true` when this is the answer of an earlier request with the same key.", "schema": { "type": "string" } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_is_one_that_openapi_can_say() {
        for parameter in [idempotency_key(true), idempotency_key(false), if_match(), if_none_match(), prefer()] {
            assert!(serde_json::from_value::<Parameter>(parameter.clone()).is_ok(), "{parameter}");
        }
        for header in [etag(), location(), replayed()] {
            assert!(serde_json::from_value::<Header>(header.clone()).is_ok(), "{header}");
        }
    }
}

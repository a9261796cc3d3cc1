//! The headers of requests that operations of a kind have in common. `x-graphql` names the argument that says the same in GraphQL, and
//! in the same words; a header without it belongs to HTTP alone.

use presswork_domain::idempotency::Key;
use serde_json::{Value, json};
use utoipa::openapi::{
    RefOr,
    path::{Operation, Parameter},
};

use crate::accept::EVENT_STREAM;

/// Operations that take a key and don't keep their answers, see `call`.
const NEVER_KEPT: [&str; 13] = [
    "completeProviderLogin",
    "completeTwoFactorLogin",
    "confirmTwoFactor",
    "createAccessToken",
    "createWebhook",
    "login",
    "logout",
    "refresh",
    "regenerateRecoveryCodes",
    "rotateWebhookSecret",
    "startTwoFactor",
    "uploadDataImport",
    "uploadMedia",
];

/// Operations that change nothing: their answers are not kept either.
const CHANGE_NOTHING: [&str; 1] = ["previewMarkdown"];

/// Adds the headers of the request.
pub fn declare(method: &str, operation: &mut Operation) {
    let mut parameters = Vec::new();
    if method == "GET" && !streams(operation) {
        parameters.extend([if_none_match(), if_match_of_read()]);
    } else if method != "GET" {
        parameters.push(idempotency_key(is_kept(operation)));
    }
    if operation.responses.responses.contains_key("412") {
        parameters.push(if_match());
    }
    if takes_preference(method, operation) {
        parameters.push(prefer());
    }
    let parameters = parameters.into_iter().filter_map(|value| serde_json::from_value::<Parameter>(value).ok());
    operation.parameters.get_or_insert_default().extend(parameters.map(RefOr::T));
}

/// Whether `Prefer: return=minimal` is honoured.
pub fn takes_preference(method: &str, operation: &Operation) -> bool {
    let answers = |status| operation.responses.responses.contains_key(status);
    method != "GET" && !is_one_of(&NEVER_KEPT, operation) && (answers("200") || answers("201"))
}

/// Whether it answers with events that never end, so with nothing that has a tag.
pub fn streams(operation: &Operation) -> bool {
    let answer = operation.responses.responses.get("200");
    matches!(answer, Some(RefOr::T(answer)) if answer.content.contains_key(EVENT_STREAM))
}

/// Whether a repeat with the same key gets the answer of the first request.
pub fn is_kept(operation: &Operation) -> bool {
    !is_one_of(&NEVER_KEPT, operation) && !is_one_of(&CHANGE_NOTHING, operation)
}

fn is_one_of(names: &[&str], operation: &Operation) -> bool {
    operation.operation_id.as_deref().is_some_and(|id| names.contains(&id))
}

fn idempotency_key(kept: bool) -> Value {
    let description = if kept {
        "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs."
    } else {
        "Its form is checked; this answer is never given again."
    };
    json!({
        "name": "Idempotency-Key", "in": "header", "required": false, "description": description,
        "schema": { "type": "string", "minLength": 1, "maxLength": Key::MAX, "pattern": "^[!-~]+$" },
        "x-graphql": "idempotencyKey"
    })
}

fn if_match() -> Value {
    json!({
        "name": "If-Match", "in": "header", "required": false,
        "description": "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.",
        "schema": { "type": "string" }, "x-graphql": "ifMatch"
    })
}

fn if_match_of_read() -> Value {
    json!({
        "name": "If-Match", "in": "header", "required": false,
        "description": "The entity tags of what is wanted, or `*`; 412 when it is another one.",
        "schema": { "type": "string" }
    })
}

fn if_none_match() -> Value {
    json!({
        "name": "If-None-Match", "in": "header", "required": false,
        "description": "The entity tags of what the client has; 304 when it is still so.",
        "schema": { "type": "string" }
    })
}

fn prefer() -> Value {
    json!({
        "name": "Prefer", "in": "header", "required": false,
        "description": "`return=minimal`: no body, please. Honoured answers say `Preference-Applied`.",
        "schema": { "type": "string" }, "example": "return=minimal"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_is_one_that_openapi_can_say() {
        let conditions = [if_match(), if_match_of_read(), if_none_match()];
        for parameter in conditions.into_iter().chain([idempotency_key(true), idempotency_key(false), prefer()]) {
            assert!(serde_json::from_value::<Parameter>(parameter.clone()).is_ok(), "{parameter}");
        }
    }
}

//! The messages of `graphql-transport-ws`.

use presswork_domain::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, value::RawValue};

use super::close::Close;
use crate::{body, graphql::http::Asked};

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromClient {
    /// The introduction.
    ConnectionInit {
        /// May carry credentials.
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    /// Asks for a sign of life.
    Ping {
        /// Sent back.
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    /// A sign of life.
    Pong {
        /// Not looked at.
        #[serde(default)]
        #[expect(dead_code, reason = "its form is checked, its content is nobody's")]
        payload: Option<Map<String, Value>>,
    },
    /// Begins an operation of any kind.
    Subscribe {
        /// The client's name for it.
        #[serde(deserialize_with = "named")]
        id: String,
        /// As in the body of a POST.
        payload: Asked,
    },
    /// Ends an operation.
    Complete {
        /// The client's name for it.
        #[serde(deserialize_with = "named")]
        id: String,
    },
}

impl FromClient {
    /// Reads a message.
    ///
    /// # Errors
    /// 4400.
    pub fn parse(text: &str, max_depth: usize) -> Result<Self, Close> {
        // A message holds what a body holds, one level down.
        body::parse(text.as_bytes(), max_depth + 1).map_err(|error: Error| Close::invalid(&error.detail()))
    }
}

fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = String::deserialize(deserializer)?;
    if id.is_empty() { Err(serde::de::Error::custom("the id is empty")) } else { Ok(id) }
}

/// What the server says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromServer<'a> {
    /// The introduction is accepted.
    ConnectionAck,
    /// The answer to a ping.
    Pong {
        /// What the ping said.
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Map<String, Value>>,
    },
    /// A result.
    Next {
        /// Of this operation.
        id: &'a str,
        /// `data` and `errors`.
        payload: Box<RawValue>,
    },
    /// The operation did not begin.
    Error {
        /// Which.
        id: &'a str,
        /// Why.
        payload: Box<RawValue>,
    },
    /// The operation has ended.
    Complete {
        /// Which.
        id: &'a str,
    },
}

/// The names that the access token may have in the payload of an introduction, the first as the header would have it.
const TOKENS: [&str; 4] = ["Authorization", "authorization", "accessToken", "token"];

/// The access token in the payload of an introduction: as the header would have it, or bare.
///
/// # Errors
/// 4400 when it is no text: who sends one does not want to be nobody.
pub fn token(payload: Option<&Map<String, Value>>) -> Result<Option<&str>, Close> {
    let sent = |name: &&str| payload?.get(*name).filter(|value| !value.is_null());
    let Some(value) = TOKENS.iter().find_map(sent) else { return Ok(None) };
    let text = value.as_str().ok_or_else(|| Close::invalid("the access token is a text"))?;
    let bare = text.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    Ok(Some(bare.map_or(text, |(_, token)| token.trim())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_no_message_of_the_protocol_is_4400() {
        for text in [
            "",
            "{",
            "null",
            "[]",
            "\"ping\"",
            "{}",
            r#"{"type": 1}"#,
            r#"{"type": "start", "id": "1"}"#,
            r#"{"type": "connection_init", "payload": "x"}"#,
            r#"{"type": "ping", "payload": []}"#,
            r#"{"type": "subscribe", "payload": {"query": "{ a }"}}"#,
            r#"{"type": "subscribe", "id": "", "payload": {"query": "{ a }"}}"#,
            r#"{"type": "subscribe", "id": 1, "payload": {"query": "{ a }"}}"#,
            r#"{"type": "subscribe", "id": "1"}"#,
            r#"{"type": "subscribe", "id": "1", "payload": {"query": 1}}"#,
            r#"{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": []}}"#,
            r#"{"type": "complete"}"#,
        ] {
            let refused = FromClient::parse(text, 32).unwrap_err();
            assert_eq!(refused.code, 4400, "{text}");
        }
    }

    #[test]
    fn messages_may_have_no_payload_a_null_one_and_members_of_later_times() {
        for text in [
            r#"{"type": "connection_init"}"#,
            r#"{"type": "connection_init", "payload": null}"#,
            r#"{"type": "ping", "payload": {"a": 1}}"#,
            r#"{"type": "pong"}"#,
            r#"{"type": "complete", "id": "1", "more": true}"#,
            r#"{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": null}}"#,
        ] {
            assert!(FromClient::parse(text, 32).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_token_comes_as_in_the_header_or_bare() {
        for payload in [
            json!({ "Authorization": "Bearer abc" }),
            json!({ "authorization": "bearer abc" }),
            json!({ "Authorization": "abc" }),
            json!({ "accessToken": "abc" }),
            json!({ "token": "abc" }),
        ] {
            assert_eq!(token(payload.as_object()).unwrap(), Some("abc"), "{payload}");
        }
        assert_eq!(token(json!({ "other": "abc", "token": null }).as_object()).unwrap(), None);
        assert_eq!(token(None).unwrap(), None);
        assert_eq!(token(json!({ "accessToken": 7 }).as_object()).unwrap_err().code, 4400);
    }
}

//! Keys, the requests that bring them, and claims.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use crate::{Actor, Context, Error, Result};

/// The code of the one conflict that passes by itself.
pub const IN_PROGRESS: &str = "idempotency_in_progress";

/// A key as its client chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Most characters.
    pub const MAX: usize = 255;

    /// Checks a key: 1 to 255 visible ASCII characters.
    ///
    /// # Errors
    /// `invalid_idempotency_key`.
    pub fn parse(text: &str) -> Result<Self> {
        if text.is_empty() || text.len() > Self::MAX || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let detail = format!("an idempotency key is 1 to {} visible ASCII characters", Self::MAX);
            return Err(Error::malformed("invalid_idempotency_key", detail));
        }
        Ok(Self(text.to_owned()))
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whose key it is: the person's, the token's, or that of everyone behind the same address.
#[must_use]
pub fn caller(actor: &Actor, address: &str) -> String {
    match actor {
        Actor::User(user) => user.id.to_string(),
        // Its own: what a person was answered may be more than a token may see.
        Actor::Token(token) => token.token.to_string(),
        Actor::Anonymous => format!("address:{address}"),
        Actor::System => "system".to_owned(),
    }
}

/// A request that came with a key.
#[derive(Debug, Clone)]
pub struct Call {
    /// Whose key it is, see [`caller`].
    pub caller: String,
    /// The key.
    pub key: Key,
    /// What is to be done, by the name both faces know: `createPost`.
    pub operation: String,
    /// With what: all arguments by name. What only shapes the answer is no part of it.
    pub input: Value,
}

impl Call {
    /// What is kept of the input: a hash that can't be tried out without the operator's key, since inputs have passwords.
    pub(super) fn fingerprint(&self, cx: &Context) -> String {
        let mut text = format!("{}\n", self.operation);
        write_sorted(&self.input, &mut text);
        cx.deps.secrets.derived_token("idempotency", &text)
    }
}

/// JSON with the members of objects in order, so that the order in which they were sent does not matter.
fn write_sorted(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            out.push('{');
            for (name, member) in members.iter().collect::<BTreeMap<_, _>>() {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write_sorted(member, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_sorted(item, out);
                out.push(',');
            }
            out.push(']');
        }
        simple => out.push_str(&simple.to_string()),
    }
}

/// What came of a request.
#[derive(Debug, Clone)]
pub struct Once<T> {
    /// The answer.
    pub value: T,
    /// Whether it is that of an earlier request with the same key.
    pub replayed: bool,
}

/// The right of one run to take effect under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub(super) caller: String,
    pub(super) key: Key,
    /// Another run that takes the key over has another.
    pub(super) id: Uuid,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::users::{
        Role,
        test_actors::{anonymous, user},
    };

    #[test]
    fn a_key_is_bounded_and_can_be_seen() {
        assert!(Key::parse("7c9e6679-7425-40de-944b-e07fc1f90ae7").is_ok());
        assert!(Key::parse(&"k".repeat(255)).is_ok());
        for text in ["", "a b", "a\tb", "ключ", &"k".repeat(256)] {
            assert_eq!(Key::parse(text).unwrap_err().code(), "invalid_idempotency_key", "{text}");
        }
    }

    #[test]
    fn a_person_has_one_key_space_wherever_they_are() {
        assert_eq!(caller(&user(1, Role::Member), "192.0.2.1"), caller(&user(1, Role::Admin), "192.0.2.2"));
        assert_ne!(caller(&user(1, Role::Member), "192.0.2.1"), caller(&user(2, Role::Member), "192.0.2.1"));
        assert_ne!(caller(&anonymous(), "192.0.2.1"), caller(&anonymous(), "192.0.2.2"));
    }

    #[test]
    fn the_order_of_members_does_not_matter_and_everything_else_does() {
        let sorted = |value: Value| {
            let mut text = String::new();
            write_sorted(&value, &mut text);
            text
        };
        assert_eq!(sorted(json!({ "a": 1, "b": [1, 2] })), sorted(json!({ "b": [1, 2], "a": 1 })));
        assert_ne!(sorted(json!({ "b": [1, 2] })), sorted(json!({ "b": [2, 1] })));
        assert_ne!(sorted(json!({ "a": null })), sorted(json!({})));
        assert_ne!(sorted(json!({ "a": "{\"b\":1}" })), sorted(json!({ "a": { "b": 1 } })));
    }
}

//! An answer to a GraphQL request.

use serde_json::Value;

use crate::{Reply, codes};

/// A GraphQL answer, taken apart.
#[derive(Debug, Clone)]
pub struct GqlReply {
    /// The answer over HTTP.
    pub http: Reply,
    /// `data`; null when there is none.
    pub data: Value,
    /// `errors`; empty when there are none.
    pub errors: Vec<Value>,
}

/// Takes an answer apart.
#[track_caller]
pub fn reply(http: Reply) -> GqlReply {
    let body = http.json();
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    assert!(!errors.is_empty() || body.get("data").is_some(), "neither data nor errors: {body}");
    for error in &errors {
        codes::look_up(&error["extensions"]);
    }
    GqlReply { data: body["data"].clone(), errors, http }
}

impl GqlReply {
    /// The data of an answer without errors.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(self.errors.is_empty(), "{}", self.http.text());
        self.data.clone()
    }

    /// The extensions of the first error, which has to have this code.
    #[track_caller]
    pub fn refused(&self, code: &str) -> Value {
        let extensions = self.errors.first().map(|error| error["extensions"].clone());
        let extensions = extensions.unwrap_or_else(|| panic!("not refused: {}", self.http.text()));
        assert_eq!(extensions["code"], code, "{}", self.http.text());
        extensions
    }
}

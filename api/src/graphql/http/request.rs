//! Reading the parameters of a GraphQL request.

use actix_web::http::StatusCode;
use async_graphql::{
    Request, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, OperationType},
};
use presswork_domain::Error;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{persisted::Persisted, prepare::Prepared};
use crate::{
    body,
    problem::{ApiError, Problem},
};

/// The parameters of GraphQL over HTTP.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// The document; missing when only its hash is sent.
    pub query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    extensions: Option<Map<String, Value>>,
}

impl Asked {
    /// The document by its hash, when it is named so.
    ///
    /// # Errors
    /// 400 when the extension is there but can't be read.
    pub fn persisted(&self) -> Result<Option<Persisted>, Problem> {
        let extension = self.extensions.as_ref().and_then(|extensions| extensions.get("persistedQuery"));
        extension.map(Persisted::deserialize).transpose().map_err(|error| {
            Problem::new(StatusCode::BAD_REQUEST, "graphql_invalid", format!("extensions.persistedQuery: {error}"))
        })
    }

    /// Whether the operation to be run is a mutation.
    pub fn mutates(&self, document: &ExecutableDocument) -> bool {
        let mutates = |kind| kind == OperationType::Mutation;
        match (&document.operations, &self.operation_name) {
            (DocumentOperations::Single(one), _) => mutates(one.node.ty),
            (DocumentOperations::Multiple(many), Some(name)) => {
                many.get(name.as_str()).is_some_and(|one| mutates(one.node.ty))
            }
            (DocumentOperations::Multiple(many), None) => many.values().any(|one| mutates(one.node.ty)),
        }
    }

    /// As the executor takes it, the document parsed already.
    pub fn into_request(self, prepared: Prepared) -> Request {
        let mut request = Request::new(&*prepared.text);
        request.set_parsed_query(prepared.document);
        request.operation_name = self.operation_name;
        request.variables = Variables::from_json(Value::Object(self.variables.unwrap_or_default()));
        let extensions = self.extensions.unwrap_or_default().into_iter();
        request.extensions.0 = extensions
            .map(|(name, value)| (name, async_graphql::Value::from_json(value).unwrap_or_default()))
            .collect();
        request
    }
}

/// From a JSON body: one request, not an array of them.
pub fn from_body(bytes: &[u8], max_depth: usize) -> Result<Asked, ApiError> {
    if bytes.trim_ascii_start().starts_with(b"[") {
        let detail = "one request at a time: several fields of one document cost less than several documents";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "batch_not_supported", detail).into());
    }
    body::parse(bytes, max_depth).map_err(as_bad_request)
}

/// From a query string: `variables` and `extensions` are JSON.
pub fn from_query(text: &str) -> Result<Asked, ApiError> {
    let mut parameters = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let value = match name.as_ref() {
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => serde_json::from_str(&value)
                .map_err(|_| as_bad_request(Error::malformed("invalid_json", format!("{name} is not JSON"))))?,
            _ => Value::String(value.into_owned()),
        };
        parameters.insert(name.into_owned(), value);
    }
    from_body(Value::Object(parameters).to_string().as_bytes(), usize::MAX)
}

/// In GraphQL over HTTP, wrong parameters are a bad request.
fn as_bad_request(error: Error) -> ApiError {
    match error {
        Error::Invalid(_) => Problem::new(StatusCode::BAD_REQUEST, "graphql_invalid", error.detail()).into(),
        other => other.into(),
    }
}

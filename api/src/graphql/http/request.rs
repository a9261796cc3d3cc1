//! Reading the parameters of a GraphQL request.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, http::StatusCode};
use async_graphql::{
    Request, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, OperationType},
};
use presswork_domain::Error;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Map, Value};

use super::{persisted::Persisted, prepare::Prepared};
use crate::{
    body, call, members,
    pointer::part,
    problem::{ApiError, Problem},
};

/// The parameters of GraphQL over HTTP.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// The document; missing when only its hash is sent.
    pub query: Option<String>,
    /// Which operation of the document; needed when there are several.
    pub operation_name: Option<String>,
    /// The id of a document, instead of its text.
    document_id: Option<String>,
    #[serde(default, deserialize_with = "members::once")]
    variables: Option<Map<String, Value>>,
    #[serde(default, deserialize_with = "members::once")]
    extensions: Option<Map<String, Value>>,
    /// The arguments of a mutation that headers stand for.
    #[serde(skip)]
    pub from_headers: FromHeaders,
}

/// Arguments by their names, as headers say them.
pub type FromHeaders = Vec<(&'static str, String)>;

impl Asked {
    /// The document by its hash, when it is named so.
    ///
    /// # Errors
    /// 400 when the extension is there but can't be read.
    pub fn persisted(&self) -> Result<Option<Persisted>, Problem> {
        if let Some(id) = &self.document_id {
            let wrong = || Problem::new(StatusCode::BAD_REQUEST, "graphql_invalid", "documentId: expected sha256:...");
            return Persisted::by_id(id).map(Some).ok_or_else(wrong);
        }
        let extension = self.extensions.as_ref().and_then(|extensions| extensions.get("persistedQuery"));
        let extension = extension.filter(|found| !found.is_null());
        extension.map(Persisted::deserialize).transpose().map_err(|error| {
            let detail = format!("extensions.persistedQuery: {}", body::worded(&error.to_string()));
            Problem::new(StatusCode::BAD_REQUEST, "graphql_invalid", detail)
        })
    }

    /// The id that the document is named by, in either way.
    ///
    /// # Errors
    /// As [`Self::persisted`].
    pub fn id(&self) -> Result<Option<String>, Problem> {
        match &self.document_id {
            Some(id) => Ok(Some(id.clone())),
            None => Ok(self.persisted()?.map(Persisted::into_hash)),
        }
    }

    /// The variables, as they were sent.
    pub const fn variables(&self) -> Option<&Map<String, Value>> {
        self.variables.as_ref()
    }

    /// A variable, as it was sent.
    pub fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.as_ref()?.get(name)
    }

    /// What tells this request from others of the same document.
    pub fn particulars(&self) -> Vec<u8> {
        serde_json::to_vec(&(&self.operation_name, &self.variables)).unwrap_or_default()
    }

    /// Whether the operation to be run is of this kind.
    pub fn is(&self, wanted: OperationType, document: &ExecutableDocument) -> bool {
        let is = |kind| kind == wanted;
        match (&document.operations, &self.operation_name) {
            (DocumentOperations::Single(one), _) => is(one.node.ty),
            (DocumentOperations::Multiple(many), Some(name)) => {
                many.get(name.as_str()).is_some_and(|one| is(one.node.ty))
            }
            (DocumentOperations::Multiple(many), None) => many.values().any(|one| is(one.node.ty)),
        }
    }

    /// The document, parsed already, and which operation of it.
    fn named(&self, prepared: &Prepared) -> Request {
        let mut request = Request::new(&*prepared.text);
        request.set_parsed_query((*prepared.runs).clone());
        request.operation_name.clone_from(&self.operation_name);
        request
    }

    /// The document with its variables.
    pub fn to_request(&self, prepared: &Prepared) -> Request {
        let variables = Value::Object(self.variables.clone().unwrap_or_default());
        self.named(prepared).variables(Variables::from_json(variables))
    }

    /// As the executor takes it.
    pub fn into_request(self, prepared: &Prepared) -> Request {
        let mut request = self.named(prepared);
        request.variables = Variables::from_json(Value::Object(self.variables.unwrap_or_default()));
        let extensions = self.extensions.unwrap_or_default().into_iter();
        request.extensions.0 = extensions
            .map(|(name, value)| (name, async_graphql::Value::from_json(value).unwrap_or_default()))
            .collect();
        request
    }
}

/// What the headers of REST say that mutations have arguments for.
pub fn from_headers(request: &HttpRequest) -> FromHeaders {
    let said = [("idempotencyKey", call::sent_key(request)), ("ifMatch", call::if_match(request))];
    said.into_iter().filter_map(|(argument, text)| Some((argument, text?))).collect()
}

/// From a JSON body: one request, not an array of them.
pub fn from_body(bytes: &[u8], max_depth: usize) -> Result<Asked, ApiError> {
    if bytes.trim_ascii_start().starts_with(b"[") {
        let detail = "one request at a time: several fields of one document cost less than several documents";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "batch_not_supported", detail).into());
    }
    body::parse(bytes, max_depth).map_err(as_bad_request)
}

/// From a query string: its parameters are put together to the body that says the same, and read like one.
pub fn from_query(text: &str, max_depth: usize) -> Result<Asked, ApiError> {
    let mut members = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let member = as_member(&name, &value, max_depth).map_err(as_bad_request)?;
        if members.insert(name.clone(), member).is_some() {
            return Err(as_bad_request(Error::invalid(part(&name), "duplicate_field", "sent more than once")));
        }
    }
    let members: Vec<_> = members.iter().map(|(name, member)| format!("{}:{member}", Value::from(&**name))).collect();
    from_body(format!("{{{}}}", members.join(",")).as_bytes(), max_depth)
}

/// What a parameter says, in JSON. Left empty, these say nothing; a name that is empty would be that of no operation.
fn as_member(name: &str, value: &str, max_depth: usize) -> Result<String, Error> {
    match name {
        "operationName" | "variables" | "extensions" if value.is_empty() => Ok("null".to_owned()),
        "variables" | "extensions" => one_value(name, value, max_depth),
        _ => Ok(Value::from(value).to_string()),
    }
}

/// JSON as it was sent, so that what it says twice is still to be seen. It is one value, which brings along no other members.
fn one_value(name: &str, text: &str, max_depth: usize) -> Result<String, Error> {
    match body::parse::<IgnoredAny>(text.as_bytes(), max_depth) {
        // An array is one value, too; that it does not fit is told of its place in the body.
        Ok(_) | Err(Error::Invalid(_)) => Ok(text.to_owned()),
        Err(error) if error.code() == "invalid_json" => {
            Err(Error::malformed("invalid_json", format!("{name} is not JSON")))
        }
        Err(error) => Err(error),
    }
}

/// In GraphQL over HTTP, wrong parameters are a bad request.
fn as_bad_request(error: Error) -> ApiError {
    match error {
        Error::Invalid(_) => Problem::new(StatusCode::BAD_REQUEST, "graphql_invalid", error.detail()).into(),
        other => other.into(),
    }
}

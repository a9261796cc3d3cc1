//! The document as it is checked in, which is what the server serves and what its middleware reads: what an address answers, what an
//! operation takes, what will go. Collecting it from the routes at every start would take megabytes that are never given back.
//! Tests hold it to the routes.

use std::collections::BTreeMap;

use actix_web::http::Method;
use chrono::{DateTime, Utc};
use presswork_domain::{Error, Result};
use serde::Deserialize;

/// The text.
pub const WRITTEN: &str = include_str!("../../../docs/contract/openapi.json");

/// What the server reads of it.
#[derive(Debug, Deserialize)]
pub struct Written {
    /// What there is at an address, by its template.
    pub paths: BTreeMap<String, Item>,
}

/// The operations at an address.
#[derive(Debug, Deserialize)]
pub struct Item {
    get: Option<Operation>,
    post: Option<Operation>,
    put: Option<Operation>,
    patch: Option<Operation>,
    delete: Option<Operation>,
}

/// An operation.
#[derive(Debug, Deserialize)]
pub struct Operation {
    /// Its name.
    #[serde(rename = "operationId", default)]
    pub id: String,
    /// What it takes beside a body.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// Whether it will go.
    #[serde(default)]
    pub deprecated: bool,
    /// Since when that is known.
    #[serde(rename = "x-deprecated-since")]
    pub deprecated_since: Option<DateTime<Utc>>,
    /// From when it may be gone.
    #[serde(rename = "x-sunset")]
    pub sunset: Option<DateTime<Utc>>,
}

/// A parameter of an operation.
#[derive(Debug, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands.
    #[serde(rename = "in")]
    pub place: Place,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// Among the headers.
    Header,
    /// Among the cookies.
    Cookie,
}

impl Written {
    /// Reads a document.
    ///
    /// # Errors
    /// `internal` when it is none.
    pub fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(Error::internal)
    }
}

impl Item {
    /// The operations with their methods, in the order in which `Allow` names them.
    pub fn operations(&self) -> impl Iterator<Item = (Method, &Operation)> {
        let all = [
            (Method::GET, &self.get),
            (Method::POST, &self.post),
            (Method::PUT, &self.put),
            (Method::PATCH, &self.patch),
            (Method::DELETE, &self.delete),
        ];
        all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
    }

    /// What reading it is.
    pub const fn reading(&self) -> Option<&Operation> {
        self.get.as_ref()
    }
}

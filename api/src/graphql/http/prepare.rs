//! From the parameters of a request to a document that may run: parsed once, within its limits.

use std::sync::Arc;

use async_graphql::{
    ServerError,
    parser::{parse_query, types::ExecutableDocument},
};
use presswork_domain::platform::{Settings, settings::Graphql};

use super::{
    persisted::{Documents, Missing},
    request::Asked,
};
use crate::{
    graphql::{ApiSchema, limits},
    problem::Problem,
};

/// What the face holds.
pub struct Endpoint {
    /// The schema.
    pub schema: ApiSchema,
    documents: Documents,
    limits: Graphql,
}

/// A document that may run, and its text.
#[derive(Debug)]
pub struct Prepared {
    pub text: Arc<str>,
    pub document: ExecutableDocument,
}

/// Why a document does not run.
#[derive(Debug)]
pub enum Unfit {
    /// The request or its size: 400 whatever the client accepts.
    Refused(Problem),
    /// An answer that GraphQL gives: it does not parse, or its hash is not known.
    Answered(ServerError),
}

impl Endpoint {
    /// With the limits of the settings.
    pub fn new(schema: ApiSchema, settings: &Settings) -> Self {
        Self { schema, documents: Documents::default(), limits: settings.graphql.clone() }
    }

    /// Whether what is wrong with a document is kept from clients.
    pub const fn is_discreet(&self) -> bool {
        !self.limits.introspection
    }

    /// Finds the document, checks and parses it.
    ///
    /// # Errors
    /// Why it does not run.
    pub fn prepare(&self, asked: &mut Asked) -> Result<Prepared, Unfit> {
        let named = asked.persisted().map_err(Unfit::Refused)?;
        let text = self.documents.resolve(asked.query.take(), named.as_ref())?;
        limits::check_text(&text, &self.limits)?;
        let document = parse_query(&text).map_err(|error| Unfit::Answered(error.into()))?;
        limits::check(&document, &self.limits)?;
        if named.is_some() {
            self.documents.keep(&text);
        }
        Ok(Prepared { text, document })
    }
}

impl From<limits::Refusal> for Unfit {
    fn from(refusal: limits::Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<Missing> for Unfit {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::NotFound(error) => Self::Answered(error),
            Missing::Wrong(problem) => Self::Refused(problem),
        }
    }
}

//! From the parameters of a request to a document that may run: parsed once, within its limits.

use std::sync::Arc;

use async_graphql::{
    ServerError,
    parser::{parse_query, parse_schema, types::ExecutableDocument},
};
use moka::sync::Cache;
use presswork_domain::{
    Context, Error, Result,
    platform::{Settings, settings::Graphql},
};

use super::{
    count::{Lists, RootFields},
    literals::readable,
    persisted::{Documents, Missing},
    request::Asked,
    spaces::closed,
    trusted::Trusted,
};
use crate::{
    graphql::{
        ApiSchema, Order, fit, limits,
        rewrite::{self, Validator},
    },
    problem::Problem,
};

/// How many bytes of parsed documents are kept.
const PREPARED: u64 = 16 << 20;
/// The fields that tell the schema.
const INTROSPECTION: [&str; 2] = ["__schema", "__type"];

/// What the face holds.
pub struct Endpoint {
    /// The schema.
    pub schema: ApiSchema,
    documents: Documents,
    /// By their texts, so that a document is parsed and checked once.
    prepared: Cache<Arc<str>, Prepared>,
    trusted: Option<Trusted>,
    limits: Graphql,
    lists: Lists,
    types: Arc<fit::Types>,
    validator: Validator,
}

/// A document that may run, and its text.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub text: Arc<str>,
    pub document: Arc<ExecutableDocument>,
    /// The document as the executor runs it.
    pub runs: Arc<ExecutableDocument>,
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
    /// With the limits and the documents of the settings.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator, when the documents can't be read.
    pub fn new(schema: ApiSchema, settings: &Settings) -> Result<Self> {
        let (written, limits) = (parse_schema(schema.sdl()).map_err(Error::internal)?, settings.graphql.clone());
        let (lists, types) = (Lists::of(&written), Arc::new(fit::Types::of(written)));
        let trusted = Trusted::open(&limits.trusted_documents)?;
        let (documents, prepared, validator) = (Documents::default(), prepared(), Validator::new(settings));
        Ok(Self { schema, documents, prepared, trusted, limits, lists, types, validator })
    }

    /// Whether what is wrong with a document is kept from clients.
    pub const fn is_discreet(&self) -> bool {
        !self.limits.introspection
    }

    /// The root fields that a request will run; none for one that will not run.
    pub fn roots(&self, asked: &Asked, prepared: &Result<Prepared, Unfit>) -> Option<RootFields> {
        RootFields::of(&prepared.as_ref().ok()?.document, asked, &self.lists)
    }

    /// The order of the fields of an answer.
    pub fn order(&self, asked: &Asked, prepared: &Prepared) -> Order {
        Order::of(Arc::clone(&self.types), asked, prepared)
    }

    /// Finds the document, checks and parses it.
    ///
    /// # Errors
    /// Why it does not run.
    pub async fn prepare(&self, cx: &Context, asked: &mut Asked) -> Result<Prepared, Unfit> {
        let named = if self.trusted.is_none() { asked.persisted().ok().flatten() } else { None };
        let Some(named) = named else { return self.prepare_known(asked) };
        let is_sent = asked.query.is_some();
        if !is_sent {
            self.documents.recall(cx, &named).await;
        }
        let prepared = self.prepare_known(asked)?;
        if is_sent {
            self.documents.share(cx, &prepared.text).await;
        }
        Ok(prepared)
    }

    fn prepare_known(&self, asked: &mut Asked) -> Result<Prepared, Unfit> {
        let (text, keep) = self.text(asked)?;
        let mut prepared = match self.prepared.get(&text) {
            Some(prepared) => prepared,
            None => self.checked(&text)?,
        };
        let (operation, variables) = (asked.operation_name.as_deref(), asked.variables());
        self.types.check_values(&prepared.document, operation, variables).map_err(Unfit::Answered)?;
        if keep {
            self.documents.keep(&text);
        }
        let headers = &asked.from_headers;
        let rewritten = rewrite::rewritten(&self.types, &prepared.document, operation, variables, headers);
        // What does not fit the schema is left to the executor, which tells all that is wrong with it.
        if !matches!(rewritten, Ok(None)) && self.validator.is_valid(asked.to_request(&prepared)) {
            let rewritten = rewritten.map_err(|error| Unfit::Refused(Problem::from(&error)))?;
            prepared.runs = rewritten.map_or(prepared.runs, Arc::new);
        }
        Ok(prepared)
    }

    /// A document that nobody has sent before.
    fn checked(&self, text: &Arc<str>) -> Result<Prepared, Unfit> {
        limits::check_text(text, &self.limits)?;
        let mut document = parse_query(closed(&readable(text))).map_err(|error| Unfit::Answered(error.into()))?;
        limits::check(&document, &self.limits)?;
        if self.is_discreet() && limits::tokens(text).any(|token| INTROSPECTION.contains(&token)) {
            // The executor would answer null, where the schema says that there is something.
            return Err(Unfit::Answered(ServerError::new("introspection is off", None)));
        }
        fit::check_text(text).map_err(Unfit::Answered)?;
        self.types.check(&document).map_err(Unfit::Answered)?;
        fit::show_conditions(&mut document);
        let document = Arc::new(document);
        let prepared = Prepared { text: Arc::clone(text), runs: Arc::clone(&document), document };
        self.prepared.insert(Arc::clone(text), prepared.clone());
        Ok(prepared)
    }

    /// The text of a request, and whether it is to be kept for the next one.
    fn text(&self, asked: &mut Asked) -> Result<(Arc<str>, bool), Unfit> {
        if let Some(text) = &asked.query {
            limits::check_length(text, &self.limits)?;
        }
        if let Some(trusted) = &self.trusted {
            let id = asked.id().map_err(Unfit::Refused)?;
            let found = trusted.resolve(asked.query.as_deref(), id.as_deref()).map_err(Unfit::Refused)?;
            return Ok((found, false));
        }
        let named = asked.persisted().map_err(Unfit::Refused)?;
        Ok((self.documents.resolve(asked.query.take(), named.as_ref())?, named.is_some()))
    }
}

/// A parsed document takes about ten times the room of its text.
fn prepared() -> Cache<Arc<str>, Prepared> {
    let size = |text: &Arc<str>, _: &Prepared| u32::try_from(text.len() * 10).unwrap_or(u32::MAX);
    Cache::builder().max_capacity(PREPARED).weigher(size).build()
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

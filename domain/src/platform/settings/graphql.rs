//! `[graphql]`: what a query may ask.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::faults::Faults;

/// What a query may ask.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Graphql {
    /// Clients may read the schema by a query.
    pub introspection: bool,
    /// Serve the GraphiQL page.
    pub graphiql: bool,
    /// File of the only documents that run; any run when empty.
    pub trusted_documents: PathBuf,
    /// Deepest nesting of fields.
    pub max_depth: usize,
    /// Most fields, fragments expanded.
    pub max_cost: usize,
    /// Most aliases.
    pub max_aliases: usize,
    /// Most fields at the root.
    pub max_root_fields: usize,
    /// Longest text, in bytes.
    pub max_document_bytes: usize,
    /// Most tokens in the text.
    pub max_tokens: usize,
    /// Most directives.
    pub max_directives: usize,
}

impl Graphql {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        faults.within("graphql.max_depth", self.max_depth, 1..=100);
        faults.within("graphql.max_cost", self.max_cost, 1..=10_000_000);
        faults.within("graphql.max_aliases", self.max_aliases, 0..=100_000);
        faults.within("graphql.max_root_fields", self.max_root_fields, 1..=100_000);
        faults.within("graphql.max_document_bytes", self.max_document_bytes, 100..=100_000_000);
        faults.within("graphql.max_tokens", self.max_tokens, 10..=10_000_000);
        faults.within("graphql.max_directives", self.max_directives, 0..=100_000);
    }
}

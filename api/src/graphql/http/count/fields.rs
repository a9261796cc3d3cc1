//! The root fields of an operation.

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use presswork_domain::platform::metrics::Operation;

use super::{collector::Collector, lists::Lists};
use crate::graphql::http::request::Asked;

/// One root field: its name in the answer, and in the schema.
pub(super) struct Root {
    pub key: String,
    pub name: String,
    /// The most that it may cost.
    pub bound: u32,
}

/// The root fields of the operation to be run.
pub struct RootFields {
    pub(super) operation: Operation,
    /// The name that the document gives it.
    name: Option<String>,
    pub(super) fields: Vec<Root>,
}

/// Most names of fields that are told of a document.
const TOLD: usize = 5;

impl RootFields {
    /// Those of a document; none when it has no such operation.
    pub fn of(document: &ExecutableDocument, asked: &Asked, lists: &Lists) -> Option<Self> {
        let name = asked.operation_name.as_deref();
        let mut operations = document.operations.iter();
        let (named, chosen) =
            operations.find(|(known, _)| name.is_none() || known.is_some_and(|it| Some(it.as_str()) == name))?;
        let operation = match chosen.node.ty {
            OperationType::Query => Operation::Query,
            OperationType::Mutation => Operation::Mutation,
            OperationType::Subscription => Operation::Subscription,
        };
        let mut found = Collector { document, asked, lists, operation: &chosen.node, fields: Vec::new() };
        found.collect(&chosen.node.selection_set.node);
        Some(Self { operation, name: named.map(ToString::to_string), fields: found.fields })
    }

    /// The most that they may cost together.
    pub fn bound(&self) -> u32 {
        self.fields.iter().fold(0, |sum: u32, field| sum.saturating_add(field.bound)).max(1)
    }

    /// The kind of the operation, in a word.
    pub const fn kind(&self) -> &'static str {
        self.operation.as_str()
    }

    /// The name that the document gives the operation.
    pub fn operation_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The names of its fields in the schema, for the log.
    pub fn names(&self) -> String {
        let mut names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(TOLD);
        names.join(",")
    }

    /// Whether results come one after the other.
    pub const fn subscribe(&self) -> bool {
        matches!(self.operation, Operation::Subscription)
    }
}

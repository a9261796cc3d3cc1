//! The root fields of the operation that is run: what they may cost before, which of them were run after. What is counted is
//! named by the document, and only once it has been found to fit the schema, so that no client can make up names.

use std::{collections::HashSet, time::Duration};

use async_graphql::{
    PathSegment, Positioned, Response, Value,
    parser::types::{
        ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet, ServiceDocument,
        TypeKind, TypeSystemDefinition,
    },
};
use presswork_domain::{
    budget::{TOTAL, bound_within, list_bound},
    page::{PAGE_DEFAULT, PAGE_MAX},
    platform::metrics::{Operation, WebMetrics},
};

use super::request::Asked;

/// The fields that answer with lists: queries, and those of other things.
#[derive(Default)]
pub struct Lists {
    roots: HashSet<String>,
    within: HashSet<String>,
}

impl Lists {
    /// Reads them from the schema: what takes `first` or `ids`.
    pub fn of(schema: &ServiceDocument) -> Self {
        let mut lists = Self::default();
        for definition in &schema.definitions {
            let TypeSystemDefinition::Type(found) = definition else { continue };
            let TypeKind::Object(object) = &found.node.kind else { continue };
            let known = if found.node.name.node == "Query" { &mut lists.roots } else { &mut lists.within };
            let named = |name: &str| name == "first" || name == "ids";
            let fields = object.fields.iter().filter(|it| it.node.arguments.iter().any(|it| named(&it.node.name.node)));
            known.extend(fields.map(|field| field.node.name.node.to_string()));
        }
        lists
    }
}

/// One root field: its name in the answer, and in the schema.
struct Root {
    key: String,
    name: String,
    /// The most that it may cost.
    bound: u32,
}

/// The root fields of the operation to be run.
pub struct RootFields {
    operation: Operation,
    /// The name that the document gives it.
    name: Option<String>,
    fields: Vec<Root>,
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

    /// How many were run: those that the answer tells of. The names of types cost nothing.
    pub fn run(&self, response: &Response) -> u32 {
        if not_run(response) {
            return 0;
        }
        let told = |key: &str| match &response.data {
            Value::Object(fields) => fields.contains_key(key),
            _ => false,
        };
        let run = self.fields.iter().filter(|it| it.bound > 0 && (told(&it.key) || failed(response, &it.key)));
        u32::try_from(run.count()).unwrap_or(u32::MAX)
    }

    /// Counts them as those of a subscription that begins.
    pub fn count_begun(&self, metrics: &WebMetrics) {
        for field in &self.fields {
            metrics.root_field(self.operation, &field.name, true);
        }
    }

    /// Counts them, unless nothing was run, and how long that took all of them.
    pub fn count(&self, response: &Response, metrics: &WebMetrics, took: Duration) {
        if not_run(response) {
            return;
        }
        metrics.operation(self.operation, &self.names(), took);
        for field in &self.fields {
            metrics.root_field(self.operation, &field.name, !failed(response, &field.key));
        }
    }
}

fn not_run(response: &Response) -> bool {
    response.data == Value::Null && response.errors.iter().any(|error| error.path.is_empty())
}

fn failed(response: &Response, key: &str) -> bool {
    let root = |segment: &PathSegment| matches!(segment, PathSegment::Field(name) if name == key);
    response.errors.iter().any(|error| error.path.first().is_some_and(root))
}

struct Collector<'a> {
    document: &'a ExecutableDocument,
    asked: &'a Asked,
    lists: &'a Lists,
    operation: &'a OperationDefinition,
    fields: Vec<Root>,
}

impl Collector<'_> {
    /// Follows fragments. They form no circle: the document is within its limits.
    fn collect(&mut self, selection: &SelectionSet) {
        for item in &selection.items {
            match &item.node {
                Selection::Field(field) => {
                    let (key, name) = (field.node.response_key().node.to_string(), field.node.name.node.to_string());
                    self.fields.push(Root { key, bound: self.bound(&field.node), name });
                }
                Selection::InlineFragment(inline) => self.collect(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        self.collect(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    fn bound(&self, field: &Field) -> u32 {
        let name = field.name.node.as_str();
        if name == "__typename" {
            return 0;
        }
        let selection = &field.selection_set.node;
        let is_list = self.operation.ty == OperationType::Query && self.lists.roots.contains(name);
        if !is_list {
            // A subscription pays for its results, one by one.
            let of = u32::from(self.operation.ty != OperationType::Subscription);
            return self.within(selection, of).saturating_add(1);
        }
        let things = self.things(field).min(PAGE_MAX);
        let totals = self.totals(selection).saturating_mul(TOTAL);
        list_bound(things).saturating_add(totals).saturating_add(self.within(selection, things))
    }

    /// What the lists within so many things may cost, all relations of theirs included.
    fn within(&self, selection: &SelectionSet, of: u32) -> u32 {
        let cost = |item: &Positioned<Selection>| match &item.node {
            Selection::Field(field) => {
                let selected = &field.node.selection_set.node;
                // Other types may have something of the same name that is no list, and has nothing to select.
                let is_list = self.lists.within.contains(field.node.name.node.as_str()) && !selected.items.is_empty();
                if !is_list {
                    return self.within(selected, of);
                }
                let things = of.saturating_mul(self.things(&field.node).min(PAGE_MAX));
                let totals = of.saturating_mul(self.totals(selected)).saturating_mul(TOTAL);
                bound_within(things).saturating_add(totals).saturating_add(self.within(selected, things))
            }
            Selection::InlineFragment(inline) => self.within(&inline.node.selection_set.node, of),
            Selection::FragmentSpread(spread) => {
                let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                fragment.map_or(0, |it| self.within(&it.node.selection_set.node, of))
            }
        };
        selection.items.iter().map(cost).fold(0, u32::saturating_add)
    }

    /// How often a selection of a list asks how long it is, or for other counts of all of it.
    fn totals(&self, selection: &SelectionSet) -> u32 {
        let of = |item: &Positioned<Selection>| match &item.node {
            Selection::Field(field) => u32::from(matches!(field.node.name.node.as_str(), "totalCount" | "facets")),
            Selection::InlineFragment(inline) => self.totals(&inline.node.selection_set.node),
            Selection::FragmentSpread(spread) => {
                let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                fragment.map_or(0, |it| self.totals(&it.node.selection_set.node))
            }
        };
        selection.items.iter().map(of).fold(0, u32::saturating_add)
    }

    /// How many things a list is asked for. What is too much is refused when it runs.
    fn things(&self, field: &Field) -> u32 {
        let number = |name: &str| match self.argument(field, name)? {
            serde_json::Value::Null => None,
            value => Some(value.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(PAGE_MAX)),
        };
        let ids = || match self.argument(field, "ids")? {
            serde_json::Value::Array(ids) => u32::try_from(ids.len()).ok(),
            _ => Some(1),
        };
        number("first").or_else(|| number("last")).or_else(ids).unwrap_or(PAGE_DEFAULT)
    }

    /// An argument as it will be: written out, from a variable, or from the variable's default.
    fn argument(&self, field: &Field, name: &str) -> Option<serde_json::Value> {
        let value = &field.get_argument(name)?.node;
        value.clone().into_const_with(|variable| Ok::<_, ()>(self.variable(&variable))).ok()?.into_json().ok()
    }

    fn variable(&self, name: &str) -> Value {
        let default = || {
            let mut definitions = self.operation.variable_definitions.iter();
            let defined = definitions.find(|it| it.node.name.node == name)?;
            defined.node.default_value.as_ref().map(|value| value.node.clone())
        };
        let sent = self.asked.variable(name).and_then(|value| Value::from_json(value.clone()).ok());
        sent.or_else(default).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::{parse_query, parse_schema};
    use serde_json::json;

    use super::*;

    fn bound(query: &str, variables: &serde_json::Value) -> u32 {
        let schema = "type Query { posts(first: Int, last: Int): P post(id: ID): P nodes(ids: [ID!]!): P } \
                      type P { id: ID comments(first: Int, last: Int): P tag: T } type T { comments: Boolean }";
        let lists = Lists::of(&parse_schema(schema).unwrap());
        let body = json!({ "query": query, "variables": variables }).to_string();
        let asked = super::super::request::from_body(body.as_bytes(), 32).unwrap();
        RootFields::of(&parse_query(query).unwrap(), &asked, &lists).unwrap().bound()
    }

    #[test]
    fn a_document_is_reserved_by_what_its_root_fields_ask_for() {
        for (query, expected) in [
            ("{ __typename }", 1),
            ("{ post(id: 1) { id } }", 1),
            ("{ a: post(id: 1) { id } b: post(id: 2) { id } }", 2),
            ("{ posts { id } }", 5),
            ("{ posts(first: 100) { id } }", 21),
            ("{ posts { totalCount } }", 10),
            ("{ posts { totalCount facets { tags { name } } } }", 15),
            ("{ posts { ... { a: totalCount } ...F } } fragment F on P { totalCount }", 15),
            ("{ posts(last: 100000) { id } }", 21),
            ("query ($n: Int) { posts(first: $n) { id } }", 13),
            ("query ($m: Int = 40) { posts(first: $m) { id } }", 9),
            ("{ nodes(ids: [1, 2]) { id } }", 1),
            ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", 5),
            ("mutation { a: posts(first: 100) { id } b: posts { id } }", 2),
            ("mutation { post(id: 1) { comments(first: 40) { id } } }", 9),
            ("mutation { post(id: 1) { tag { comments } } }", 1),
            ("{ posts(first: 10) { nodes { comments(first: 19) { id } } } }", 39),
            ("{ posts(last: 10) { ...F } } fragment F on P { comments(last: 1) { totalCount comments { id } } }", 93),
            ("{ ...F ...F } fragment F on Query { posts { id } }", 10),
        ] {
            assert_eq!(bound(query, &json!({ "n": 60, "ids": vec!["x"; 25] })), expected, "{query}");
        }
    }
}

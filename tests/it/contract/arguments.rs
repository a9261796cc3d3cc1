//! What an operation takes has the same names, types and words in both documents.

use std::collections::BTreeMap;

use async_graphql_parser::types::FieldDefinition;
use presswork_tests::{Operation, SCHEMA, document, say};
use serde_json::Value;

use super::{
    operations::in_both,
    types::{Field, is_deprecated, is_list_of_its_own, kind, written},
};

/// Parameters that only one face has, and why.
const BOUND_TO_HTTP: [(&str, &str); 9] = [
    ("commentsFirst", "in GraphQL it is the argument of the field that is nested"),
    ("commentsSort", "in GraphQL it is the argument of the field that is nested"),
    ("fields", "in GraphQL the selection says it"),
    ("include", "in GraphQL the selection says it"),
    ("includeFacets", "in GraphQL the selection says it"),
    ("includeTotal", "in GraphQL the selection says it"),
    ("Prefer", "in GraphQL nothing is sent that was not selected"),
    ("If-None-Match", "a header of both faces, and no argument of any"),
    ("If-Match", "of a read; in GraphQL queries pass it over. Of a change it names its argument"),
];
/// Lists that are one text in an address, comma-separated.
const COMMA_SEPARATED: [&str; 1] = ["nodes.ids"];

#[test]
fn an_operation_takes_the_same_in_both() {
    let mut wrong = Vec::new();
    for operation in in_both() {
        let (rest, graphql) = (by_rest(operation), by_graphql(operation.field()));
        for name in rest.keys().chain(graphql.keys().filter(|name| !rest.contains_key(*name))) {
            if rest.get(name) != graphql.get(name) {
                let (rest, graphql) = (rest.get(name), graphql.get(name));
                wrong.push(format!("{}({name})\n  REST    {rest:?}\n  GraphQL {graphql:?}", operation.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_list_within_a_thing_takes_what_the_list_by_itself_takes() {
    let mut seen = 0;
    for of in SCHEMA.types.keys().filter(|name| !matches!(name.as_str(), "Query" | "Mutation" | "Subscription")) {
        for field in SCHEMA.fields(of).into_iter().filter(|field| is_list_of_its_own(field)) {
            let mut alone = by_graphql(SCHEMA.field("Query", &field.name.node).unwrap());
            // There it has to be said of which thing.
            alone.retain(|_, argument| !argument.kind.ends_with('!'));
            assert_eq!(by_graphql(field), alone, "{of}.{}", field.name.node);
            seen += 1;
        }
    }
    assert!(seen > 2, "only {seen} lists");
}

#[test]
fn what_is_taken_for_a_missing_one_is_told_in_words() {
    for operation in in_both() {
        for parameter in parameters(operation) {
            let Some(default) = parameter["schema"].get("default") else { continue };
            // In GraphQL there is no other place for it: the page of the last items has no `first`.
            let told = parameter["description"].as_str().unwrap().contains(&format!("{default} when missing"));
            assert!(told, "{}({}) does not say {default}", operation.name, parameter["name"]);
        }
        let silent = operation.field().arguments.iter().all(|argument| argument.node.default_value.is_none());
        assert!(silent, "{} has a default in GraphQL that REST does not have", operation.name);
    }
}

/// Printed past the capture of output, so that nobody adds to the list unseen.
#[test]
fn parameters_of_rest_alone_are_listed_with_their_reasons() {
    for (name, reason) in BOUND_TO_HTTP {
        let takes = |operation: &&Operation| parameters(operation).any(|it| argument(it) == name);
        let number = in_both().filter(takes).count();
        assert!(number > 0, "no operation takes {name}");
        say(&format!("parameter bound to HTTP: {name}, of {number} operations: {reason}"));
    }
}

/// What an operation takes in REST, but for what is bound to HTTP.
fn by_rest(operation: &Operation) -> BTreeMap<String, Field> {
    let both = parameters(operation).filter(|it| BOUND_TO_HTTP.iter().all(|(bound, _)| *bound != argument(it)));
    let mut taken: BTreeMap<String, Field> =
        both.map(|parameter| (argument(parameter).to_owned(), declared(parameter, &parameter["schema"]))).collect();
    if operation.has_body() {
        let body = &operation.declared["requestBody"];
        taken.insert("input".to_owned(), declared(body, &body["content"]["application/json"]["schema"]));
    }
    for (name, argument) in &mut taken {
        if COMMA_SEPARATED.contains(&format!("{}.{name}", operation.name).as_str()) {
            assert!(argument.description.contains("comma-separated"), "{}({name})", operation.name);
            argument.kind = format!("[{}]!", argument.kind);
        }
    }
    taken
}

fn parameters(operation: &Operation) -> impl Iterator<Item = &Value> {
    operation.declared["parameters"].as_array().into_iter().flatten()
}

/// The name of a parameter. What REST sends as a header names its argument.
fn argument(parameter: &Value) -> &str {
    parameter["x-graphql"].as_str().or(parameter["name"].as_str()).unwrap()
}

/// A parameter or a body.
fn declared(it: &Value, schema: &Value) -> Field {
    let name = spelled_out(schema).unwrap_or_else(|| kind(schema));
    let bang = if it["required"] == true { "!" } else { "" };
    Field {
        kind: format!("{}{bang}", name.trim_end_matches('!')),
        description: it["description"].as_str().unwrap_or_default().trim().to_owned(),
        deprecated: it["deprecated"] == true,
    }
}

/// The name of a type that a parameter spells out instead of referring to it.
fn spelled_out(schema: &Value) -> Option<String> {
    let types = document()["components"]["schemas"].as_object()?;
    types.iter().find(|(_, one)| *one == schema).map(|(name, _)| name.clone())
}

fn by_graphql(field: &FieldDefinition) -> BTreeMap<String, Field> {
    let arguments = field.arguments.iter().map(|argument| {
        let argument = &argument.node;
        let description = argument.description.as_ref().map(|text| text.node.trim().to_owned()).unwrap_or_default();
        let deprecated = is_deprecated(&argument.directives);
        (argument.name.node.to_string(), Field { kind: written(&argument.ty.node), description, deprecated })
    });
    arguments.collect()
}

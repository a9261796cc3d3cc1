//! Every operation is in both documents, under one name, with the same answer. `arguments.rs` has what they take.

use std::collections::BTreeMap;

use presswork_tests::{OPERATIONS, Operation, SCHEMA, document};
use serde_json::Value;

#[test]
fn every_rest_operation_has_a_name_and_names_its_graphql_field_or_says_why_not() {
    let mut wrong = Vec::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if let Some(fault) = fault(operation) {
                wrong.push(format!("{method} {path}: {fault}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn fault(operation: &Value) -> Option<String> {
    let Some(name) = operation["operationId"].as_str() else { return Some("no operationId".to_owned()) };
    if operation["x-transport-bound"].as_str().is_some_and(|why| !why.is_empty()) {
        return None;
    }
    let Some(field) = operation["x-graphql"].as_str() else {
        return Some("neither x-graphql nor x-transport-bound".to_owned());
    };
    match field.split_once('.') {
        Some((of, field)) if SCHEMA.field(of, field).is_none() => Some(format!("there is no field {of}.{field}")),
        Some(("Query" | "Mutation", field)) if field != name => Some(format!("{name} is called {field} in GraphQL")),
        Some(_) => None,
        None => Some(format!("{field} names no field")),
    }
}

#[test]
fn every_root_field_is_named_by_exactly_one_rest_operation() {
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in OPERATIONS.values() {
        *named.entry(operation.declared["x-graphql"].as_str().unwrap_or_default()).or_default() += 1;
    }
    for root in ["Query", "Mutation"] {
        for field in SCHEMA.fields(root) {
            let field = format!("{root}.{}", field.name.node);
            assert_eq!(named.get(field.as_str()), Some(&1), "operations with x-graphql {field}");
        }
    }
}

#[test]
fn queries_are_read_by_get_and_mutations_are_not() {
    for operation in in_both() {
        assert_eq!(operation.root() == Some("Query"), operation.method == "GET", "{}", operation.name);
    }
}

#[test]
fn what_will_go_says_so_in_both_and_since_when() {
    for operation in in_both() {
        let deprecated = operation.field().directives.iter().any(|it| it.node.name.node == "deprecated");
        assert_eq!(operation.declared["deprecated"] == true, deprecated, "{}", operation.name);
        assert_eq!(operation.declared["x-deprecated-since"].is_string(), deprecated, "{}", operation.name);
    }
}

#[test]
fn every_list_can_be_counted_and_cut_to_the_members_that_are_wanted() {
    for operation in in_both() {
        let parameters = operation.declared["parameters"].as_array().into_iter().flatten();
        let names: Vec<&str> = parameters.filter_map(|it| it["name"].as_str()).collect();
        let is_list = operation.field().ty.node.to_string().trim_end_matches('!').ends_with("Connection");
        assert_eq!(names.contains(&"includeTotal"), is_list, "{}", operation.name);
        assert!(!is_list || names.contains(&"fields"), "{}", operation.name);
    }
}

#[test]
fn the_answers_have_the_same_type() {
    for operation in in_both() {
        let responses = operation.declared["responses"].as_object().unwrap();
        let success = responses.iter().find(|(status, _)| status.starts_with('2'));
        let (status, response) = success.unwrap_or_else(|| panic!("{} never succeeds", operation.name));
        let schema = &response["content"]["application/json"]["schema"];
        let expected = match (named(schema), named(&schema["items"])) {
            (Some(name), _) => {
                name.strip_prefix("List_").map_or_else(|| name.to_owned(), |item| format!("{item}Connection"))
            }
            (None, Some(item)) => format!("[{item}!]"),
            (None, None) if schema["type"] == "array" => format!("[{}]", nullable(&schema["items"]).unwrap()),
            (None, None) if status == "204" => "Boolean".to_owned(),
            (None, None) => panic!("{} answers {status} with no named type", operation.name),
        };
        // A root field may be null, so that its failure does not take the others with it.
        let graphql = operation.field().ty.node.to_string();
        assert_eq!(graphql.trim_end_matches('!'), expected, "{}", operation.name);
    }
}

/// The type of something that may be null.
fn nullable(schema: &Value) -> Option<&str> {
    schema["oneOf"].as_array()?.iter().find_map(named)
}

fn named(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

/// Lists of operations show it as it stands, in one line.
#[test]
fn a_summary_is_one_sentence_of_plain_text() {
    for operation in in_both() {
        let summary = operation.declared["summary"].as_str().unwrap();
        assert!(!summary.contains(['`', '\n']) && !summary.contains(". "), "{}: {summary}", operation.name);
    }
}

#[test]
fn every_operation_and_argument_is_described() {
    for operation in in_both() {
        let text = |name: &str| operation.declared[name].as_str().unwrap_or_default().trim();
        assert!(!text("summary").is_empty() || !text("description").is_empty(), "{} in REST", operation.name);
        let field = operation.field();
        assert!(field.description.is_some(), "{} in GraphQL", operation.name);
        for argument in &field.arguments {
            assert!(argument.node.description.is_some(), "{}({})", operation.name, argument.node.name.node);
        }
        for parameter in operation.declared["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{} {}", operation.name, parameter["name"]);
        }
    }
}

/// The operations that both faces have, but for fields of things.
pub fn in_both() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.values().filter(|operation| matches!(operation.root(), Some("Query" | "Mutation")))
}

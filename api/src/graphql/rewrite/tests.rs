//! Documents as they are run.

use async_graphql::parser::{
    parse_query,
    types::{DocumentOperations, Selection, SelectionSet},
};
use serde_json::{Value, json};

use super::*;
use crate::graphql::fit::Types;

const SCHEMA: &str = "interface Node { id: ID! } type Item implements Node { id: ID! name: String owner: Person } \
     type Person implements Node { id: ID! name: String } input Thing { name: String size: Int tags: [String] inner: Thing } \
     type Query { item(id: ID, first: Int = 20): Item node(id: ID): Node } \
     type Mutation { make(input: Thing!, key: String): Item drop(id: ID): Boolean }";

fn written(set: &SelectionSet) -> String {
    let item = |item: &Selection| match item {
        Selection::Field(field) => {
            let arguments: Vec<_> =
                field.node.arguments.iter().map(|(name, value)| format!("{}: {}", name.node, value.node)).collect();
            let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
            format!("{}{arguments}{}", field.node.response_key().node, written(&field.node.selection_set.node))
        }
        Selection::InlineFragment(inline) => {
            let on = inline.node.type_condition.as_ref().map(|it| it.node.on.node.to_string()).unwrap_or_default();
            format!("...{on}{}", written(&inline.node.selection_set.node))
        }
        Selection::FragmentSpread(spread) => format!("...{}", spread.node.fragment_name.node),
    };
    let items: Vec<_> = set.items.iter().map(|it| item(&it.node)).collect();
    if items.is_empty() { String::new() } else { format!("{{{}}}", items.join(" ")) }
}

/// What is run, and the variables that are left; none when it is run as it stands.
fn run(query: &str, variables: &Value) -> Option<(String, usize)> {
    let made = rewritten(&Types::of(SCHEMA), &parse_query(query).unwrap(), None, variables.as_object())?;
    let DocumentOperations::Single(one) = made.operations else { return None };
    Some((written(&one.node.selection_set.node), one.node.variable_definitions.len()))
}

fn text(query: &str, variables: &Value) -> String {
    run(query, variables).map(|(text, _)| text).unwrap_or_default()
}

#[test]
fn what_a_variable_that_was_not_sent_would_give_is_left_out() {
    let make = "mutation($n: String, $k: String, $s: Int) { make(input: {name: $n, tags: [$n], inner: {size: $s}}, key: $k) { id } }";
    assert_eq!(run(make, &json!({})), Some(("{make(input: {tags: [null], inner: {}}){id}}".to_owned(), 0)));
    let sent = json!({ "n": null, "k": "a" });
    let expected = "{make(input: {name: $n, tags: [$n], inner: {}}, key: $k){id}}";
    assert_eq!(run(make, &sent), Some((expected.to_owned(), 2)));
    assert_eq!(run(make, &json!({ "n": null, "k": null, "s": null })), None);
    assert_eq!(text("query($f: Int) { item(first: $f) { id } }", &json!({})), "{item{id}}");
    assert_eq!(run("query($f: Int = 3) { item(first: $f) { id } }", &json!({})), None);
}

#[test]
fn what_is_selected_twice_is_done_once() {
    let fragment = "fragment F on Mutation { a: make(input: {}) { name owner { id } } }";
    let query =
        format!("mutation {{ a: make(input: {{}}) {{ id owner {{ name }} }} ...F ... {{ drop drop }} }} {fragment}");
    assert_eq!(text(&query, &json!({})), "{a(input: {}){id owner{name id} name} drop}");
    assert_eq!(text("mutation { drop ... on Mutation { drop } }", &json!({})), "{drop}");
    let skipped =
        "mutation($no: Boolean!) { a: drop(id: 1) @include(if: $no) b: drop(id: 2) b: drop(id: 2) @skip(if: true) }";
    assert_eq!(run(skipped, &json!({ "no": false })), None);
    assert_eq!(run("{ item { id } b: item { id id } }", &json!({})), None);
}

#[test]
fn an_object_of_which_nothing_is_selected_has_something_to_stand_on() {
    assert_eq!(text("{ node { ... on Item { id } } }", &json!({})), "{node{__empty ...Item{id}}}");
    assert_eq!(text("{ item { id @skip(if: true) } }", &json!({})), "{item{__empty}}");
    assert_eq!(text("{ item @skip(if: true) { id } }", &json!({})), "{__empty}");
    assert_eq!(run("{ node { id ... on Item { name } } }", &json!({})), None);
}

//! Documents as they are run.

use async_graphql::parser::{
    parse_query, parse_schema,
    types::{DocumentOperations, ExecutableDocument, Selection, SelectionSet},
};
use presswork_domain::Result;
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
    headed(query, variables, &[]).unwrap()
}

/// The same with what headers say.
fn headed(query: &str, variables: &Value, headers: &[(&'static str, &str)]) -> Result<Option<(String, usize)>> {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let document = parse_query(query).unwrap();
    let made = rewritten(&Types::of(parse_schema(SCHEMA).unwrap()), &document, None, variables.as_object(), &headers)?;
    Ok(made.and_then(parts))
}

fn parts(made: ExecutableDocument) -> Option<(String, usize)> {
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

#[test]
fn a_header_is_an_argument_of_the_one_mutation_that_does_not_say_it_itself() {
    let key = [("key", "once")];
    let run = |query: &str, variables: Value| headed(query, &variables, &key).unwrap().map(|(made, _)| made);
    let made = Some("{make(input: {name: \"a\"}, key: \"once\"){id}}".to_owned());
    let with = |variable: &str| format!("mutation{variable} {{ make(input: {{name: \"a\"}}, key: $k) {{ id }} }}");
    assert_eq!(run("mutation { make(input: {name: \"a\"}) { id } }", json!({})), made);
    assert_eq!(run("mutation { make(input: {name: \"a\"}, key: null) { id } }", json!({})), made);
    for variables in [json!({}), json!({ "k": null })] {
        let (text, left) = headed(&with("($k: String)"), &variables, &key).unwrap().unwrap();
        assert_eq!((Some(text), left), (made.clone(), 0), "{variables}");
    }
    assert_eq!(run(&with("($k: String)"), json!({ "k": "mine" })), None, "what is written counts");
    assert_eq!(run("{ item(id: 1) { id } }", json!({})), None, "queries have no effect that a key could save");
}

#[test]
fn a_header_that_belongs_nowhere_or_anywhere_is_refused() {
    let refused = |query: &str, name| {
        let told = headed(query, &json!({}), &[(name, "x")]);
        told.err().map(|error| error.code().to_owned())
    };
    let two = "mutation { a: make(input: {}) { id } b: make(input: {}, key: \"b\") { id } }";
    assert_eq!(refused(two, "key").as_deref(), Some("header_ambiguous"));
    assert_eq!(refused("mutation { drop(id: 1) }", "key").as_deref(), Some("if_match_not_supported"));
    assert_eq!(refused("mutation { drop(id: 1) }", "id"), None);
    let each = "mutation { a: make(input: {}, key: \"a\") { id } b: make(input: {}, key: \"b\") { id } __typename }";
    assert_eq!(refused(each, "key"), None);
}

#[test]
fn a_condition_that_was_not_sent_has_its_default() {
    for (query, expected) in [
        ("mutation($dry: Boolean = true) { drop @skip(if: $dry) __typename }", "{__typename}"),
        ("mutation($go: Boolean! = true) { drop @include(if: $go) }", "{drop}"),
        ("query($x: Boolean = true) { item { id name @include(if: $x) } }", "{item{id name}}"),
        ("query($x: Boolean = true) { item { id ...F @skip(if: $x) } } fragment F on Item { name }", "{item{id}}"),
        ("query($x: Boolean = false) { item { id ... @skip(if: $x) { name } } }", "{item{id name}}"),
    ] {
        assert_eq!(text(query, &json!({})), expected, "{query}");
    }
}

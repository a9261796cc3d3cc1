//! Values at places of their type and of another.

use async_graphql::parser::{parse_query, parse_schema};
use serde_json::{Value, json};

use super::*;

const SCHEMA: &str = "enum Color { red blue } \
     input Thing { name: String! color: Color tags: [String!] size: Int! = 1 inner: Thing } \
     type Item { id: ID! color(of: Color): Color } \
     interface Node { paint(color: Color): String } \
     type Query { item(id: ID!): Item items(ids: [ID!], first: Int = 20, color: Color, colors: [Color!]): [Item] when(at: DateTime): Item told(of: JSON): Item } \
     type Subscription { made: Item gone: Item } type Mutation { make(input: Thing!, key: String): Item }";

fn checked(query: &str, variables: &Value) -> Result<(), String> {
    let (document, types) = (parse_query(query).unwrap(), Types::of(parse_schema(SCHEMA).unwrap()));
    let checked = types.check(&document).and_then(|()| types.check_values(&document, None, variables.as_object()));
    checked.map_err(|error| error.message)
}

#[test]
fn what_is_written_out_is_of_its_type() {
    for fine in [
        "{ items(color: red, colors: [red, blue], ids: \"a\") { id } }",
        "{ items(colors: red, color: null) { color(of: blue) } }",
        "mutation { make(input: {name: \"a\", color: red, tags: \"b\", inner: {name: \"c\", color: blue}}) { id } }",
        "query($c: Color = red) { items(color: $c) { id } }",
        "{ nowhere(color: \"red\") { id } item(id: 1, color: \"red\") { id } }",
        "query($d: DateTime = \"2026-11-29T21:00:00+01:00\") { when(at: $d) { id } a: when(at: null) { id } told(of: [5]) { id } }",
    ] {
        assert_eq!(checked(fine, &json!({})), Ok(()), "{fine}");
    }
    for wrong in [
        "{ items(color: \"red\") { id } }",
        "{ items(color: 1) { id } }",
        "{ items(color: [red]) { id } }",
        "{ items(colors: [red, \"blue\"]) { id } }",
        "{ items { color(of: \"red\") } }",
        "{ items { ... on Item { color(of: \"red\") } } }",
        "{ items { ...F } } fragment F on Item { color(of: \"red\") }",
        "{ ...F } fragment F on Node { paint(color: \"red\") }",
        "query($c: Color = \"red\") { items(color: $c) { id } }",
        "mutation { make(input: {name: \"a\", color: \"red\"}) { id } }",
        "mutation { make(input: {name: \"a\", inner: {name: \"a\", color: \"red\"}}) { id } }",
        "mutation { make(input: \"a\") { id } }",
        "mutation { make(input: [{name: \"a\"}]) { id } }",
        "{ when(at: \"today\") { id } }",
        "{ when(at: 5) { id } }",
        "query($d: DateTime = \"today\") { when(at: $d) { id } }",
    ] {
        let refused = checked(wrong, &json!({})).unwrap_err();
        assert!(refused.starts_with("Expected a value of type "), "{wrong}: {refused}");
    }
}

#[test]
fn variables_stand_where_their_type_belongs() {
    let all = json!({ "i": "a", "s": "red", "n": 1, "t": { "name": "a" }, "b": true, "l": ["a"] });
    for fine in [
        "query($i: ID!) { item(id: $i) { id } }",
        "query($i: ID! = \"a\") { item(id: $i) { id } }",
        "query($i: ID = \"a\") { item(id: $i) { id } }",
        "query($n: Int) { items(first: $n) { id } }",
        "query($l: [ID!]!) { items(ids: $l) { id } }",
        "query($i: ID!) { items(ids: [$i]) { id } }",
        "mutation($s: Color, $n: Int) { make(input: {name: \"a\", color: $s, size: $n}) { id } }",
        "mutation($t: Thing!) { make(input: $t) { id } }",
        "query($b: Boolean!) { items @skip(if: $b) { id @include(if: $b) } }",
        "query($b: Boolean = true) { items @skip(if: $b) { id } }",
        "query($s: Color) { items { ...F } } fragment F on Item { color(of: $s) }",
    ] {
        assert_eq!(checked(fine, &all), Ok(()), "{fine}");
    }
    for wrong in [
        "query($i: ID) { item(id: $i) { id } }",
        "query($s: String!) { item(id: $s) { id } }",
        "query($s: String) { items(color: $s) { id } }",
        "query($i: ID!) { items(ids: $i) { id } }",
        "query($l: [ID]) { items(ids: $l) { id } }",
        "query($i: ID) { items(ids: [$i]) { id } }",
        "mutation($s: String) { make(input: {name: $s}) { id } }",
        "mutation($t: Thing) { make(input: $t) { id } }",
        "query($b: Boolean) { items @skip(if: $b) { id } }",
        "query($s: String) { items { ...F } } fragment F on Item { color(of: $s) }",
        "query($s: String) { items { ...F } } fragment F on Item { ...G } fragment G on Item { color(of: $s) }",
    ] {
        let refused = checked(wrong, &all).unwrap_err();
        assert!(refused.contains("used in position expecting type"), "{wrong}: {refused}");
    }
}

#[test]
fn the_values_of_variables_fit_before_anything_runs() {
    let make = "mutation($t: Thing!) { make(input: $t) { id } }";
    for (query, fine) in [
        (make, json!({ "t": { "name": "a", "color": "red", "tags": ["b"], "size": 2, "inner": { "name": "c" } } })),
        (make, json!({ "t": { "name": "a", "color": null, "tags": "b" }, "another": 1 })),
        ("query($i: ID!) { item(id: $i) { id } }", json!({ "i": 7 })),
        ("query($c: Color = red) { items(color: $c) { id } }", json!({})),
        ("query($d: DateTime) { when(at: $d) { id } }", json!({ "d": "2026-11-29T21:00:00Z" })),
        ("query($j: JSON) { told(of: $j) { id } }", json!({ "j": ["today", 5, null] })),
    ] {
        assert_eq!(checked(query, &fine), Ok(()), "{fine}");
    }
    for (query, wrong, part) in [
        (make, json!({}), "was not provided"),
        (make, json!({ "t": null }), "at \"t\": expected type \"Thing!\""),
        (make, json!({ "t": 5 }), "at \"t\""),
        (make, json!({ "t": {} }), "at \"t.name\": expected type \"String!\""),
        (make, json!({ "t": { "name": 1 } }), "at \"t.name\""),
        (make, json!({ "t": { "name": "a", "no": 1 } }), "at \"t.no\": expected no such member"),
        (make, json!({ "t": { "name": "a", "color": "green" } }), "at \"t.color\": expected type \"Color\""),
        (make, json!({ "t": { "name": "a", "tags": ["b", null] } }), "at \"t.tags.1\""),
        (make, json!({ "t": { "name": "a", "size": 1.5 } }), "at \"t.size\""),
        ("query($i: ID!) { item(id: $i) { id } }", json!({ "i": 1.5 }), "at \"i\""),
        (
            "query($d: DateTime) { when(at: $d) { id } }",
            json!({ "d": "today" }),
            "at \"d\": expected type \"DateTime\"",
        ),
        ("query($d: DateTime) { when(at: $d) { id } }", json!({ "d": 5 }), "at \"d\""),
        ("query($b: Boolean!) { items @skip(if: $b) { id } }", json!({ "b": "true" }), "at \"b\""),
    ] {
        let refused = checked(query, &wrong).unwrap_err();
        assert!(refused.contains(part), "{wrong}: {refused}");
    }
}

#[test]
fn what_is_sent_holds_no_more_than_a_thousand_values() {
    let (query, items) = ("query($l: [ID!], $j: JSON) { items(ids: $l) { id } told(of: $j) { id } }", |n| vec!["a"; n]);
    let members = |n: usize| Value::Object((0..n).map(|n| (n.to_string(), Value::Null)).collect());
    for fine in [json!({ "l": items(1000), "j": items(1000) }), json!({ "j": [items(499), items(499)] })] {
        assert_eq!(checked(query, &fine), Ok(()));
    }
    let make = "mutation($t: Thing!) { make(input: $t) { id } }";
    for (query, wrong, name) in [
        (query, json!({ "l": items(1001) }), "$l"),
        (query, json!({ "j": [items(500), items(499)] }), "$j"),
        (query, json!({ "j": members(1001) }), "$j"),
        (query, json!({ "j": [{ "a": items(999) }] }), "$j"),
        (query, json!({ "unknown": items(1001) }), "$unknown"),
        (make, json!({ "t": { "name": "a", "tags": items(999) } }), "$t"),
    ] {
        assert_eq!(checked(query, &wrong), Err(format!("Variable \"{name}\" holds more than 1000 values.")));
    }
}

#[test]
fn what_is_written_out_holds_no_more_than_a_thousand_values() {
    let (fine, wrong) = ("1 ".repeat(1000), "1 ".repeat(1001));
    for (query, what) in [
        ("{ items(ids: [@]) { id } }", "Argument \"ids\""),
        ("{ told(of: {a: {b: [[@]]}}) { id } }", "Argument \"of\""),
        ("{ nowhere(of: [@]) { id } }", "Argument \"of\""),
        ("{ ...F } fragment F on Query { items(ids: [@]) { id } }", "Argument \"ids\""),
        ("query($l: [ID!] = [@]) { items(ids: $l) { id } }", "Variable \"$l\""),
    ] {
        let refused = checked(&query.replace('@', &wrong), &json!({})).unwrap_err();
        assert_eq!(refused, format!("{what} holds more than 1000 values."));
        if !query.contains("[[") {
            assert_eq!(checked(&query.replace('@', &fine), &json!({})), Ok(()), "{query}");
        }
    }
}

#[test]
fn only_the_operation_that_runs_needs_its_variables() {
    let document = parse_query("query A { items { id } } query B($i: ID!) { item(id: $i) { id } }").unwrap();
    let check = |name| Types::of(parse_schema(SCHEMA).unwrap()).check_values(&document, Some(name), None).is_ok();
    assert_eq!((check("A"), check("B")), (true, false));
}

#[test]
fn a_subscription_is_one_stream() {
    for fine in [
        "subscription { made { id } }",
        "subscription { a: made { id } ...F } fragment F on Subscription { a: made { id } }",
    ] {
        assert_eq!(checked(fine, &json!({})), Ok(()), "{fine}");
    }
    for wrong in [
        "subscription { made { id } gone { id } }",
        "subscription { a: made { id } b: made { id } }",
        "subscription { ...F made { id } } fragment F on Subscription { ... { gone { id } } }",
        "subscription { made @skip(if: true) { id } }",
        "subscription { ... @include(if: true) { made { id } } }",
    ] {
        assert!(checked(wrong, &json!({})).is_err(), "{wrong}");
    }
}

#[test]
fn the_name_of_a_type_takes_nothing() {
    let fine = "{ __typename item(id: 1) { a: __typename @skip(if: false) @include(if: true) } }";
    assert_eq!(checked(fine, &json!({})), Ok(()), "{fine}");
    for wrong in [
        "{ __typename(x: 1) }",
        "{ __typename { id } }",
        "{ __typename @nothing }",
        "{ __typename @skip }",
        "{ __typename @skip(unless: true) }",
        "{ __typename @skip(if: true, unless: true) }",
        "{ __typename @skip(if: true) @skip(if: true) }",
        "{ item(id: 1) { ...F } } fragment F on Item { __typename(x: 1) }",
    ] {
        assert!(checked(wrong, &json!({})).is_err(), "{wrong}");
    }
}

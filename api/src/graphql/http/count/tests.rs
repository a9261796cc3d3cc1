//! What documents are reserved by.

use async_graphql::parser::{parse_query, parse_schema};
use serde_json::json;

use super::{Lists, RootFields};

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

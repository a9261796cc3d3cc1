//! Documents whose fields can be merged, and others.

use std::time::Instant;

use async_graphql::parser::{parse_query, parse_schema};

use super::*;

const SCHEMA: &str = "interface Node { id: ID! name: String! kin: Node } union Any = Post | User enum Color { red blue } \
     type Post implements Node { id: ID! name: String! kin: Node title: String! subtitle: String likes: Int! tags: [String!]! \
     tag: String! notes: [String]! author: User! comments(first: Int, only: Only): [Comment!]! color: Color } \
     type User implements Node { id: ID! name: String! kin: Node username: String! bio: String friend: User posts(first: Int): Posts! } \
     type Posts { nodes: [Post!]! } type Comment { id: ID! text: String! author: User! } \
     type Query { node(id: ID!): Node any: Any me: User post(id: ID!): Post posts(first: Int): Posts! } \
     type Mutation { createPost(input: Input!): Post! } input Input { title: String! color: Color } input Only { by: ID not: ID }";

fn checked(query: &str) -> Result<(), ServerError> {
    check(&Types::of(parse_schema(SCHEMA).unwrap()), &parse_query(query).unwrap())
}

fn numbered(most: usize, of: impl Fn(usize) -> String) -> String {
    (0..most).map(of).collect::<Vec<_>>().join(" ")
}

fn refused(query: &str) -> String {
    checked(query).expect_err(query).message
}

#[test]
fn the_same_may_be_selected_again() {
    for fine in [
        "{ me { id id x: id x: id } me { id } }",
        "{ post(id: \"P\") { id } ...F } fragment F on Query { post(id: \"P\") { title author { id } } }",
        "{ post(id: \"P\") { comments(first: 1, only: {by: 1, not: 2}) { id } comments(only: {not: 2, by: 1}, first: 1) { text } } }",
        "query($n: Int) { posts(first: $n) { nodes { id } } posts(first: $n) { nodes { title } } }",
        "mutation { a: createPost(input: {title: \"A\"}) { id } ...F } fragment F on Mutation { a: createPost(input: {title: \"A\"}) { title } }",
        "{ a: post(id: \"A\") { id } b: post(id: \"B\") { id: name } }",
        "{ me { __typename x: __typename ... on Node { x: __typename } } }",
        "query A { x: me { id } } query B { x: post(id: 1) { id: name } }",
    ] {
        assert!(checked(fine).is_ok(), "{fine}");
    }
}

#[test]
fn different_objects_may_have_different_fields_of_one_shape() {
    for fine in [
        "{ node(id: \"P\") { ... on Post { x: title } ... on User { x: username } } }",
        "{ node(id: \"P\") { ... on Post { x: title } ... on User { x: __typename } } }",
        "{ node(id: \"P\") { ... on Post { x: subtitle } ... on User { x: bio } } }",
        "{ any { ... on Post { x: kin { id } } ... on User { x: friend { bio } } } }",
        "{ any { ...P ... on User { x: friend { y: username } } } } fragment P on Post { x: kin { y: name } }",
        "{ any { ... on Post { x: comments(first: 1) { y: text } } } me { x: id } }",
    ] {
        assert!(checked(fine).is_ok(), "{fine}");
    }
}

#[test]
fn different_fields_are_refused() {
    let refused_for = |query: &str, one: &str, other: &str| {
        let part = format!("\"{one}\" and \"{other}\" are different fields");
        let message = refused(query);
        assert!(message.contains(&part), "{query}: {message}");
    };
    for query in [
        "{ me { x: id x: username } }",
        "{ me { x: id } ...F } fragment F on Query { me { x: username } }",
        "{ post(id: \"P\") { author { x: id } author { x: username } } }",
        "{ post(id: \"P\") { author { x: id } } ... { post(id: \"P\") { ... on Post { author { x: username } } } } }",
        "{ ...A ...B } fragment A on Query { me { ...C } } fragment B on Query { me { ... on User { ...D } } } \
         fragment C on User { friend { x: id } } fragment D on User { friend { ...E } } fragment E on User { x: username }",
        // Whatever else is said, a node may be a user.
        "{ node(id: \"P\") { x: id ... on Post { y: id } ... on User { x: username } } }",
        "{ any { ... on User { friend { x: id } } ... on Node { ... on User { friend { x: username } } } } }",
        // One that never runs, too.
        "query A { me { id } } query B { me { x: id x: username } }",
    ] {
        refused_for(query, "id", "username");
    }
    refused_for("{ x: __typename x: me { id } }", "__typename", "me");
    // What tells the schema is not part of what it tells.
    refused_for("{ __schema { types { x: name } } __schema { types { ... on __Type { x: kind } } } }", "name", "kind");
}

#[test]
fn different_arguments_are_refused() {
    for query in [
        "{ posts(first: 1) { nodes { id } } posts(first: 2) { nodes { id } } }",
        "{ posts(first: 1) { nodes { id } } posts { nodes { id } } }",
        "{ posts { nodes { id } } posts(first: null) { nodes { id } } }",
        "query($a: Int, $b: Int) { posts(first: $a) { nodes { id } } posts(first: $b) { nodes { id } } }",
        "mutation { a: createPost(input: {title: \"A\"}) { title } ...F } \
         fragment F on Mutation { a: createPost(input: {title: \"B\"}) { title } }",
        "{ posts { nodes { comments(first: 1) { id } } } ...F } fragment F on Query { posts { ...G } } \
         fragment G on Posts { nodes { comments(first: 3) { id } } }",
        "{ post(id: 1) { comments(only: {by: 1}) { id } ... on Node { ... on Post { comments(only: {by: 2}) { id } } } } }",
    ] {
        assert!(refused(query).contains("they have differing arguments"), "{query}");
    }
}

#[test]
fn different_shapes_are_refused_wherever_they_stand() {
    for (post, user, types) in [
        ("x: title", "x: id", "\"String!\" and \"ID!\""),
        ("x: likes", "x: username", "\"Int!\" and \"String!\""),
        ("x: author { id }", "x: username", "\"User!\" and \"String!\""),
        ("x: tags", "x: username", "\"[String!]!\" and \"String!\""),
        ("x: tags", "x: bio", "\"[String!]!\" and \"String\""),
        ("x: subtitle", "x: username", "\"String\" and \"String!\""),
        ("x: color", "x: bio", "\"Color\" and \"String\""),
        ("x: author { id }", "x: friend { id }", "\"User!\" and \"User\""),
        ("x: likes", "x: __typename", "\"Int!\" and \"String!\""),
        ("x: kin { y: id }", "x: friend { y: username }", "\"ID!\" and \"String!\""),
        (
            "x: comments { y: author { z: id } }",
            "... on User { posts { nodes { id } } x: id }",
            "\"[Comment!]!\" and \"ID!\"",
        ),
    ] {
        for query in [
            format!("{{ node(id: \"P\") {{ ... on Post {{ {post} }} ... on User {{ {user} }} }} }}"),
            format!("{{ any {{ ...P ...U }} }} fragment P on Post {{ {post} }} fragment U on User {{ {user} }}"),
        ] {
            let message = refused(&query);
            assert!(message.contains(&format!("they return conflicting types {types}")), "{query}: {message}");
        }
    }
    let lists = "{ any { ... on Post { x: tags } ... on Node { ... on User { x: id } } } me { x: id } }";
    assert!(refused(lists).contains("conflicting types"));
    assert!(checked("{ any { ... on Post { x: tags } } me { x: id } }").is_ok());
}

#[test]
fn a_conflict_is_told_from_where_two_fields_part() {
    let end = "Use different aliases on the fields to fetch both if this was intentional.";
    for (query, text) in [
        (
            "{ post(id: 1) { x: title x: id } }",
            "Fields \"x\" conflict because \"title\" and \"id\" are different fields.",
        ),
        (
            "{ post(id: 1) { author { x: id } author { x: username } } }",
            "Fields \"author\" conflict because subfields \"x\" conflict because \"id\" and \"username\" are different fields.",
        ),
        (
            "{ post(id: 1) { id } post(id: 1) { author { x: id x: username } } }",
            "Fields \"x\" conflict because \"id\" and \"username\" are different fields.",
        ),
    ] {
        assert_eq!(refused(query), format!("{text} {end}"));
    }
    let error = checked("{ me { x: id\nx: username } }").unwrap_err();
    assert_eq!(error.locations.iter().map(|at| (at.line, at.column)).collect::<Vec<_>>(), [(1, 8), (2, 1)]);
}

#[test]
fn much_of_the_same_is_looked_at_quickly() {
    let began = Instant::now();
    let arguments = numbered(400, |n| format!("a{n}: {n}"));
    for fine in [
        format!("{{ {} }}", "me { id } ".repeat(2000)),
        format!("{{ me {{ {} }} }}", "id ".repeat(4000)),
        format!("{{ {} }}", "me { friend { friend { id } friend { id } } friend { bio } } ".repeat(400)),
        format!("{{ {} }} fragment F on Query {{ me {{ ...G }} }} fragment G on User {{ id }}", "...F ".repeat(2000)),
        format!("{{ {} }}", format!("posts({arguments}) {{ nodes {{ id }} }} ").repeat(10)),
    ] {
        assert!(checked(&fine).is_ok(), "{fine:.80}");
    }
    assert!(checked(&format!("{{ {} me {{ id: bio }} }}", "me { id } ".repeat(2000))).is_err());
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
}

#[test]
fn what_multiplies_ends() {
    let began = Instant::now();
    let doubling = numbered(40, |n| {
        let next = n + 1;
        format!("fragment F{n} on User {{ friend {{ ...F{next} }} x: friend {{ ...F{next} }} ...F{next} }}")
    });
    assert!(checked(&format!("{{ me {{ ...F0 }} }} {doubling} fragment F40 on User {{ id }}")).is_ok());
    // Every operation looks at the same fields in a way of its own.
    let operations = numbered(400, |n| format!("query Q{n} {{ me {{ ...F }} }}"));
    let many = format!("{operations} fragment F on User {{ {} }}", "id ".repeat(2000));
    assert_eq!(refused(&many), "The document selects the same fields in too many ways.");
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

//! What a GraphQL document means, where the executor means something else.

use presswork_tests::{TestApp, each_profile};
use serde_json::json;

each_profile! {
    a_variable_that_is_not_sent_changes_nothing,
    a_condition_that_is_not_sent_has_its_default,
    a_value_that_does_not_fit_leaves_nothing_half_done,
    fields_that_differ_are_no_one_field,
    a_text_is_read_as_it_is_written,
    a_mutation_that_is_selected_twice_runs_once,
    an_object_of_which_nothing_is_selected_is_empty,
    the_name_of_a_type_takes_nothing,
    the_name_of_a_type_has_conditions_like_any_field,
    a_type_of_a_variable_may_have_white_space_in_it,
    a_text_of_blanks_is_refused_before_it_is_read,
    a_hash_that_is_not_known_is_a_whole_problem,
}

async fn a_variable_that_is_not_sent_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "title": "Hello", "markdown": "World", "tags": ["one"] });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    let update = "mutation($id: ID!, $t: String, $m: String, $g: [String!]) \
                  { updatePost(id: $id, input: {title: $t, markdown: $m, tags: $g}) { title markdown tags { name } } }";
    let changed = ada.gql(update, json!({ "id": post["id"], "t": "Hi" })).await.ok();
    let expected = json!({ "title": "Hi", "markdown": "World", "tags": [{ "name": "one" }] });
    assert_eq!(changed["updatePost"], expected);
    let cleared = ada.gql(update, json!({ "id": post["id"], "m": null })).await.ok();
    assert_eq!(cleared["updatePost"], json!({ "title": "Hi", "markdown": "", "tags": [{ "name": "one" }] }));
    let listed = ada.gql("query($n: Int) { tags(first: $n) { nodes { __typename } } }", json!({})).await.ok();
    assert_eq!(listed["tags"]["nodes"], json!([]));
    app.run_jobs().await;
}

async fn a_condition_that_is_not_sent_has_its_default(app: TestApp) {
    let ada = app.user("ada").await;
    let dry =
        "mutation($dry: Boolean = true) { createPost(input: {title: \"dry\"}) @skip(if: $dry) { id } __typename }";
    assert_eq!(ada.gql(dry, json!({})).await.ok(), json!({ "__typename": "Mutation" }));
    assert_eq!(app.db_count("posts").await, 0);
    let go = "mutation($go: Boolean = true) { createPost(input: {title: \"go\"}) @include(if: $go) { title } }";
    assert_eq!(ada.gql(go, json!({})).await.ok(), json!({ "createPost": { "title": "go" } }));
    assert_eq!(ada.gql(go, json!({ "go": false })).await.ok(), json!({}));
    assert_eq!(app.db_count("posts").await, 1);
    app.run_jobs().await;
}

async fn a_value_that_does_not_fit_leaves_nothing_half_done(app: TestApp) {
    let ada = app.user("ada").await;
    let query = "mutation($at: DateTime) { a: createPost(input: {title: \"a\"}) { id } \
                 b: publishPost(id: \"post_x\", input: {publishAt: $at}) { post { id } } }";
    for wrong in [json!("nonsense"), json!(5), json!({}), json!("2026-13-01T00:00:00Z")] {
        let written = query.replace("($at: DateTime)", "").replace("$at", &wrong.to_string());
        for reply in [ada.gql(query, json!({ "at": wrong })).await, ada.gql(&written, json!({})).await] {
            assert_eq!(reply.http.status, 400, "{}", reply.http.text());
            reply.refused("graphql_invalid");
        }
    }
    assert_eq!(app.db_count("posts").await, 0);
}

async fn fields_that_differ_are_no_one_field(app: TestApp) {
    let ada = app.user("ada").await;
    for query in [
        "mutation { a: createPost(input: {title: \"A\"}) { title } ...F } fragment F on Mutation { a: createPost(input: {title: \"B\"}) { title } }",
        "{ posts(first: 1) { nodes { author { x: id } author { x: username } } } }",
        "{ posts(first: 1) { nodes { x: title } ...F } } fragment F on PostConnection { nodes { x: slug } }",
        "{ node(id: \"x\") { ... on Post { x: title } ... on User { x: id } } }",
    ] {
        let reply = ada.gql(query, json!({})).await;
        assert_eq!(reply.http.status, 400, "{query}: {}", reply.http.text());
        reply.refused("graphql_invalid");
    }
    assert_eq!(app.db_count("posts").await, 0);
}

async fn a_text_is_read_as_it_is_written(app: TestApp) {
    let ada = app.user("ada").await;
    let query = r#"mutation { createPost(input: {title: "\uD83D\uDE00 hi \u{1F600}", markdown: """c \""" d"""}) { title markdown } }"#;
    let made = ada.gql(query, json!({})).await.ok();
    assert_eq!(made["createPost"], json!({ "title": "😀 hi 😀", "markdown": "c \"\"\" d" }));
    app.run_jobs().await;
}

async fn a_mutation_that_is_selected_twice_runs_once(app: TestApp) {
    let ada = app.user("ada").await;
    let create = "a: createPost(input: {title: \"Hello\"})";
    for (n, query) in [
        format!("mutation {{ {create} {{ id }} {create} {{ title }} }}"),
        format!("mutation {{ {create} {{ id }} ...F }} fragment F on Mutation {{ {create} {{ title }} }}"),
        format!(
            "mutation {{ ... {{ {create} {{ title }} }} ... on Mutation {{ {create} {{ id author {{ id }} }} }} }}"
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let made = ada.gql(&query, json!({})).await.ok();
        assert_eq!(made["a"]["title"], "Hello", "{made}");
        assert!(made["a"]["id"].is_string(), "{made}");
        assert_eq!(app.db_count("posts").await, i64::try_from(n + 1).unwrap(), "{query}");
    }
    app.run_jobs().await;
}

async fn an_object_of_which_nothing_is_selected_is_empty(app: TestApp) {
    let ada = app.user("ada").await;
    for (query, expected) in [
        ("{ node(id: $id) { ... on Post { id } } }", json!({ "node": {} })),
        ("{ me { id @skip(if: true) } }", json!({ "me": {} })),
        ("{ me @skip(if: true) { id } }", json!({})),
        ("{ me { username ... on Me { id @include(if: false) } } }", json!({ "me": { "username": "ada" } })),
    ] {
        let id = ada.gql("{ me { id } }", json!({})).await.ok()["me"]["id"].clone();
        let query = query.replace("$id", &id.to_string());
        let reply = ada.gql(&query, json!({})).await;
        assert_eq!(reply.http.json(), json!({ "data": expected }), "{query}");
    }
}

async fn the_name_of_a_type_takes_nothing(app: TestApp) {
    for query in ["{ __typename(x: 1) }", "{ __typename { id } }", "{ __typename @nothing }"] {
        let reply = app.anonymous().gql(query, json!({})).await;
        assert_eq!(reply.http.status, 400, "{query}: {}", reply.http.text());
        reply.refused("graphql_invalid");
    }
}

async fn the_name_of_a_type_has_conditions_like_any_field(app: TestApp) {
    let (anyone, tags) = (app.anonymous(), json!({ "tags": {} }));
    for (query, expected) in [
        ("query($a: Boolean!) { __typename @skip(if: $a) }", json!({})),
        ("query($a: Boolean!) { __typename @include(if: $a) }", json!({ "__typename": "Query" })),
        ("query($a: Boolean! = false) { t: __typename @skip(if: $a) @include(if: true) }", json!({})),
        ("query($a: Boolean!) { tags { ...T } } fragment T on TagConnection { __typename @skip(if: $a) }", tags),
        ("query($a: Boolean!) { b: __typename c: __typename @include(if: $a) }", json!({ "b": "Query", "c": "Query" })),
    ] {
        assert_eq!(anyone.gql(query, json!({ "a": true })).await.ok(), expected, "{query}");
    }
    for query in [
        "{ __typename @skip(if: $a) }",
        "{ __typename @skip(if: \"x\") }",
        "{ tags { __typename @include(if: a) } }",
        "query($a: Int!) { __typename @skip(if: $a) }",
    ] {
        let reply = anyone.gql(query, json!({ "a": 1 })).await;
        assert_eq!(reply.http.status, 400, "{query}: {}", reply.http.text());
        reply.refused("graphql_invalid");
    }
}

async fn a_type_of_a_variable_may_have_white_space_in_it(app: TestApp) {
    let anyone = app.anonymous();
    for ty in ["[ID!]!", "[ ID! ]!", "[ID !] !", "[\n  ID! # one\n]!"] {
        let query = format!("query($ids: {ty}) {{ nodes(ids: $ids) {{ id }} }}");
        assert_eq!(anyone.gql(&query, json!({ "ids": [] })).await.ok(), json!({ "nodes": [] }), "{ty}");
    }
    let commented = "{ ... on # one\n  Query { __typename } ...F } fragment F on # two\n  Query { a: __typename }";
    assert_eq!(anyone.gql(commented, json!({})).await.ok(), json!({ "__typename": "Query", "a": "Query" }));
    let wrong = anyone.gql("query(\n$n: Int\n!) {\n  nowhere(n: $n)\n}", json!({ "n": 1 })).await;
    wrong.refused("graphql_invalid");
    assert!(wrong.errors.iter().any(|error| error["locations"][0]["line"] == 4), "{:?}", wrong.errors);
}

async fn a_text_of_blanks_is_refused_before_it_is_read(app: TestApp) {
    for filling in [" ", "#", ","] {
        let query = format!("{{ __typename }}{}", filling.repeat(900_000));
        let reply = app.anonymous().gql(&query, json!({})).await;
        assert_eq!(reply.http.status, 400, "{}", reply.http.text());
        reply.refused("query_too_long");
    }
}

async fn a_hash_that_is_not_known_is_a_whole_problem(app: TestApp) {
    let named = json!({ "version": 1, "sha256Hash": "0".repeat(64) });
    let reply = app.anonymous().post("/graphql", json!({ "extensions": { "persistedQuery": named } })).await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    let error = &reply.json()["errors"][0];
    let members = &error["extensions"];
    assert_eq!((&error["message"], &members["status"]), (&json!("PersistedQueryNotFound"), &json!(400)));
    assert_eq!((&members["code"], &members["instance"]), (&json!("PERSISTED_QUERY_NOT_FOUND"), &json!("/graphql")));
    assert_eq!(members["requestId"], reply.header("x-request-id"));
    for member in ["type", "title", "detail"] {
        assert!(members[member].is_string(), "{member}: {members}");
    }
}

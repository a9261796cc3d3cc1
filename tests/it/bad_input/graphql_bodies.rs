//! Requests that are not what GraphQL over HTTP takes, and values that do not fit the schema.

use presswork_tests::{Actor, Reply, TestApp, each_profile};
use serde_json::{Value, json};

each_profile! {
    an_input_that_does_not_fit_the_schema_is_refused,
    a_request_that_is_no_graphql_is_refused,
    what_a_get_says_in_json_is_read_like_a_body,
    a_request_of_another_type_is_refused,
    a_request_that_is_too_large_or_too_deep_is_refused,
}

const CREATE: &str = "mutation($input: CreatePostInput!) { createPost(input: $input) { id } }";

async fn post(actor: &Actor, body: impl Into<Vec<u8>>) -> Reply {
    actor.request("POST", "/graphql").header("content-type", "application/json").body(body).send().await
}

async fn get(actor: &Actor, parameters: &[(&str, &str)]) -> Reply {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    actor.get(&format!("/graphql?{query}")).await
}

/// The first error of an answer that has to be this refusal.
#[track_caller]
fn assert_refused(reply: &Reply, status: u16, code: &str) {
    let body = reply.expect(status);
    assert_eq!(body["errors"][0]["extensions"]["code"], code, "{body}");
    assert!(body.get("data").is_none(), "nothing was run: {body}");
}

async fn an_input_that_does_not_fit_the_schema_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    for input in [
        json!({ "title": 1 }),
        json!({ "title": null }),
        json!({ "title": ["a"] }),
        json!({ "title": "a", "markdown": true }),
        json!({ "title": "a", "tags": [2] }),
        json!({ "title": "a", "tags": [null] }),
        json!({ "title": "a", "colour": "red" }),
        json!({}),
        json!("a title"),
        json!(["a title"]),
        Value::Null,
    ] {
        let reply = ada.gql(CREATE, json!({ "input": input })).await;
        assert_refused(&reply.http, 400, "graphql_invalid");
    }
    assert_refused(&ada.gql(CREATE, json!({})).await.http, 400, "graphql_invalid");
    assert_eq!(app.db_state().await, before);
}

async fn a_request_that_is_no_graphql_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let cases: [(&[u8], &str); 16] = [
        (b"", "missing_body"),
        (b"{", "invalid_json"),
        (b"{ posts { nodes { id } } }", "invalid_json"),
        (b"{\"query\": \"{ me { id } }\xff\"}", "invalid_json"),
        (b"{}", "graphql_invalid"),
        (b"[]", "batch_not_supported"),
        (b"[{\"query\": \"{ me { id } }\"}]", "batch_not_supported"),
        (b"{\"query\": null}", "graphql_invalid"),
        (b"{\"query\": 1}", "graphql_invalid"),
        (b"{\"query\": \"\"}", "graphql_invalid"),
        (b"{\"query\": \"{ me { id } }\", \"variables\": []}", "graphql_invalid"),
        (b"{\"query\": \"{ me { id } }\", \"variables\": \"x\"}", "graphql_invalid"),
        (b"{\"query\": \"{ me { id } }\", \"operationName\": 1}", "graphql_invalid"),
        (b"{\"query\": \"{ me { id } }\", \"query\": \"{ me { id } }\"}", "graphql_invalid"),
        (b"{\"query\": \"{ me { id } }\", \"variables\": {\"a\": 1, \"a\": 1}}", "graphql_invalid"),
        (b"{\"query\": \"{ me { id } }\", \"variables\": {\"a\": {\"b\": 1, \"b\": 2}}}", "graphql_invalid"),
    ];
    for (body, code) in cases {
        assert_refused(&post(&ada, body).await, 400, code);
    }
    let twice = ada.get("/graphql?query=%7B__typename%7D&query=%7B__typename%7D").await;
    assert_refused(&twice, 400, "graphql_invalid");
    let odd = ada.get("/graphql?a/b=1&a/b=2").await;
    assert_refused(&odd, 400, "graphql_invalid");
    assert_eq!(odd.json()["errors"][0]["message"], "/a~1b: sent more than once");
}

async fn what_a_get_says_in_json_is_read_like_a_body(app: TestApp) {
    let ada = app.user("ada").await;
    let query = "{ me { id } }";
    let nested = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    for name in ["variables", "extensions"] {
        for (text, code) in [
            ("{", "invalid_json"),
            ("{} {}", "invalid_json"),
            ("{}, \"documentId\": \"x\"", "invalid_json"),
            ("[1,", "invalid_json"),
            ("[]", "graphql_invalid"),
            ("\"x\"", "graphql_invalid"),
            ("{\"a\": 1, \"a\": 1}", "graphql_invalid"),
            ("{\"a\": {\"b\": 1, \"b\": 2}}", "graphql_invalid"),
            ("{\"a\": [{\"b\": 1, \"b\": 2}]}", "graphql_invalid"),
            (&*nested(32), "json_too_deep"),
            (&*"{\"a\":".repeat(100), "json_too_deep"),
        ] {
            assert_refused(&get(&ada, &[("query", query), (name, text)]).await, 400, code);
            if code != "invalid_json" {
                let body = format!("{{\"query\": \"{query}\", \"{name}\": {text}}}");
                assert_refused(&post(&ada, body).await, 400, code);
            }
        }
        get(&ada, &[("query", query), (name, &*nested(31))]).await.expect(200);
        let body = format!("{{\"query\": \"{query}\", \"{name}\": {}}}", nested(31));
        post(&ada, body).await.expect(200);
    }
}

async fn a_request_of_another_type_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let body = json!({ "query": CREATE, "variables": { "input": { "title": "a" } } }).to_string();
    let before = app.db_state().await;
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql"]
    {
        let request = ada.request("POST", "/graphql").header("content-type", kind).body(body.clone());
        assert_refused(&request.send().await, 415, "unsupported_media_type");
    }
    assert_refused(&ada.request("POST", "/graphql").body(body).send().await, 415, "unsupported_media_type");
    assert_eq!(app.db_state().await, before, "no form of another site can change anything");
}

async fn a_request_that_is_too_large_or_too_deep_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let large = json!({ "query": CREATE, "variables": { "input": { "title": "x".repeat(1 << 20) } } });
    assert_refused(&post(&ada, large.to_string()).await, 413, "payload_too_large");
    let deep = format!("{{\"query\": \"{{ me {{ id }} }}\", \"variables\": {}", "{\"a\":".repeat(1000));
    assert_refused(&post(&ada, deep).await, 400, "json_too_deep");
    let nested = format!("{{ me {{ id }} {} }}", "{ a ".repeat(20_000));
    assert_refused(&ada.gql(&nested, json!({})).await.http, 400, "query_too_many_tokens");
    let list = format!("{{ node(id: {}1{}) {{ id }} }}", "[".repeat(20_000), "]".repeat(20_000));
    assert_refused(&ada.gql(&list, json!({})).await.http, 400, "query_too_many_tokens");
    assert_eq!(app.db_state().await, before);
}

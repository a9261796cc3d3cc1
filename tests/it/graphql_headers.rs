//! Headers of REST at `/graphql`: a document of one mutation takes them as its arguments.

use presswork_tests::{Actor, Reply, TestApp, each_profile};
use serde_json::{Value, json};

each_profile! {
    a_key_of_the_request_belongs_to_its_one_mutation,
    a_key_is_the_same_in_the_header_of_either_face,
    a_precondition_of_the_request_belongs_to_its_one_mutation,
    several_mutations_need_a_key_each,
    a_key_that_is_none_is_refused_like_the_argument,
    queries_and_documents_that_do_not_run_pass_headers_over,
}

const CREATE: &str = "mutation ($key: String) { createPost(input: {title: \"Hello\"}, idempotencyKey: $key) { id } }";

async fn sent(actor: &Actor, query: &str, variables: &Value, headers: &[(&str, &str)]) -> Reply {
    let body = json!({ "query": query, "variables": variables });
    let request = actor.request("POST", "/graphql").json(&body);
    headers.iter().fold(request, |request, (name, value)| request.header(name, value)).send().await
}

fn code(reply: &Reply) -> (u16, Value) {
    (reply.status, reply.json()["errors"][0]["extensions"]["code"].clone())
}

async fn a_key_of_the_request_belongs_to_its_one_mutation(app: TestApp) {
    let ada = app.user("ada").await;
    let key = [("idempotency-key", "once")];
    let reply = sent(&ada, CREATE, &json!({}), &key).await;
    let first = reply.expect(200);
    assert!(first["data"]["createPost"]["id"].is_string() && reply.header("idempotent-replayed").is_empty(), "{first}");
    for variables in [json!({}), json!({ "key": null }), json!({ "key": "once" })] {
        let again = sent(&ada, CREATE, &variables, &key).await;
        assert_eq!((again.expect(200), again.header("idempotent-replayed")), (first.clone(), "true"), "{variables}");
    }
    assert_eq!(app.db_count("posts").await, 1);
    let other = sent(&ada, &CREATE.replace("Hello", "Other"), &json!({}), &key).await;
    assert_eq!(code(&other).1, "idempotency_mismatch", "{}", other.text());
    sent(&ada, CREATE, &json!({ "key": "twice" }), &key).await.expect(200);
    assert_eq!(app.db_count("posts").await, 2, "the argument counts before the header");
}

async fn a_key_is_the_same_in_the_header_of_either_face(app: TestApp) {
    let ada = app.user("ada").await;
    let request = ada.request("POST", "/v1/posts").header("idempotency-key", "once");
    let made = request.json(&json!({ "title": "Hello" })).send().await.expect(201);
    let again = sent(&ada, CREATE, &json!({}), &[("idempotency-key", "once")]).await.expect(200);
    assert_eq!(again["data"]["createPost"]["id"], made["id"], "{again}");
    assert_eq!(app.db_count("posts").await, 1);
}

async fn a_precondition_of_the_request_belongs_to_its_one_mutation(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    let update = "mutation ($id: ID!) { updatePost(id: $id, input: {title: \"Changed\"}) { version } }";
    let variables = json!({ "id": post["id"] });
    let stale = sent(&ada, update, &variables, &[("if-match", "\"7\"")]).await;
    assert_eq!(code(&stale), (200, json!("stale_version")), "{}", stale.text());
    let fresh = sent(&ada, update, &variables, &[("if-match", "\"1-whatever\"")]).await.expect(200);
    assert_eq!(fresh["data"]["updatePost"]["version"], 2, "{fresh}");
    let restore = "mutation ($id: ID!) { restorePost(id: $id) { id } }";
    let refused = sent(&ada, restore, &variables, &[("if-match", "\"2\"")]).await;
    assert_eq!(code(&refused), (400, json!("if_match_not_supported")), "{}", refused.text());
}

async fn several_mutations_need_a_key_each(app: TestApp) {
    let ada = app.user("ada").await;
    let key = [("idempotency-key", "once")];
    let field = |alias: &str, key: &str| format!("{alias}: createPost(input: {{title: \"{alias}\"}}{key}) {{ id }} ");
    let half = format!("mutation {{ {} {} }}", field("a", ""), field("b", ", idempotencyKey: \"b\""));
    let refused = sent(&ada, &half, &json!({}), &key).await;
    assert_eq!(code(&refused), (400, json!("header_ambiguous")), "{}", refused.text());
    assert_eq!(app.db_count("posts").await, 0);
    let keys = [field("a", ", idempotencyKey: \"a\""), field("b", ", idempotencyKey: \"b\"")].concat();
    let each = format!("mutation {{ __typename {keys} }}");
    let first = sent(&ada, &each, &json!({}), &key).await.expect(200);
    assert_eq!(sent(&ada, &each, &json!({}), &key).await.expect(200), first);
    assert_eq!(app.db_count("posts").await, 2);
}

async fn a_key_that_is_none_is_refused_like_the_argument(app: TestApp) {
    let ada = app.user("ada").await;
    for headers in [&[("idempotency-key", "a b")][..], &[("idempotency-key", "a"), ("idempotency-key", "b")]] {
        let refused = sent(&ada, CREATE, &json!({}), headers).await;
        assert_eq!(code(&refused).1, "invalid_idempotency_key", "{}", refused.text());
    }
    assert_eq!(app.db_count("posts").await, 0);
}

async fn queries_and_documents_that_do_not_run_pass_headers_over(app: TestApp) {
    let ada = app.user("ada").await;
    let headers = [("idempotency-key", "once"), ("if-match", "\"7\"")];
    for query in ["{ me { username } }", "{ a: me { id } b: me { id } }"] {
        let reply = sent(&ada, query, &json!({}), &headers).await;
        assert!(reply.expect(200).get("errors").is_none(), "{}", reply.text());
    }
    let wrong = sent(&ada, "mutation { a: createPost { id } b: noSuch }", &json!({}), &headers).await;
    assert_eq!(code(&wrong), (400, json!("graphql_invalid")), "{}", wrong.text());
}

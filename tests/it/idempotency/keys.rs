//! What a key is, whose it is, and what it is for.

use presswork_tests::{PASSWORD, TestApp, each_face, each_profile};
use serde_json::{Value, json};

each_face! {
    a_key_is_for_one_operation_and_one_input,
    a_key_belongs_to_its_person,
    a_key_of_another_form_is_refused_by_every_mutation,
    an_anonymous_caller_has_keys_too,
}

each_profile! {
    two_keys_are_none,
    the_order_of_members_does_not_matter,
    each_aliased_mutation_has_its_own_key,
    no_password_is_kept_in_any_form_that_can_be_tried_out,
}

fn titled(title: &str, key: &str) -> Value {
    json!({ "input": { "title": title }, "idempotencyKey": key })
}

async fn a_key_is_for_one_operation_and_one_input(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.call("createPost", titled("Hello", "k")).await.ok();
    ada.call("createPost", titled("Other", "k")).await.refused(422, "idempotency_mismatch");
    let update = json!({ "id": post["id"], "input": { "title": "Hello" }, "idempotencyKey": "k" });
    ada.call("updatePost", update).await.refused(422, "idempotency_mismatch");
    let change = |version: &str| json!({ "id": post["id"], "input": { "title": "Changed" }, "ifMatch": version, "idempotencyKey": "k2" });
    ada.call("updatePost", change("\"1\"")).await.ok();
    ada.call("updatePost", change("\"2\"")).await.refused(422, "idempotency_mismatch");
    ada.call("updatePost", change("\"1\"")).await.ok();
}

async fn a_key_belongs_to_its_person(app: TestApp) {
    let (ada, ben) = (app.user("ada").await, app.user("ben").await);
    let of_ada = ada.call("createPost", titled("Hello", "k")).await.ok();
    let of_ben = ben.call("createPost", titled("Hello", "k")).await.ok();
    assert_ne!(of_ada["id"], of_ben["id"]);
}

async fn a_key_of_another_form_is_refused_by_every_mutation(app: TestApp) {
    let ada = app.user("ada").await;
    for key in [" ", "a b", &"k".repeat(256)] {
        ada.call("createPost", titled("Hello", key)).await.refused(400, "invalid_idempotency_key");
        let login = json!({ "input": { "login": "ada", "password": PASSWORD }, "idempotencyKey": key });
        ada.call("login", login).await.refused(400, "invalid_idempotency_key");
        ada.call("logout", json!({ "idempotencyKey": key })).await.refused(400, "invalid_idempotency_key");
    }
    ada.call("createPost", titled("Hello", &"k".repeat(255))).await.ok();
}

async fn an_anonymous_caller_has_keys_too(app: TestApp) {
    let account = |name: &str| {
        let input = json!({ "username": name, "email": "ada@example.org", "password": PASSWORD });
        json!({ "input": input, "idempotencyKey": "k" })
    };
    let first = app.anonymous().call("register", account("ada")).await.ok();
    assert_eq!(app.anonymous().call("register", account("ada")).await.ok(), first);
    app.anonymous().call("register", account("ben")).await.refused(422, "idempotency_mismatch");
    assert_eq!(app.run_jobs().await, 1, "one mail");
}

async fn two_keys_are_none(app: TestApp) {
    let ada = app.user("ada").await;
    let request = ada.request("POST", "/v1/posts").header("idempotency-key", "a").header("idempotency-key", "b");
    let reply = request.json(&json!({ "title": "Hello" })).send().await;
    assert_eq!((reply.status, &reply.json()["code"]), (400, &json!("invalid_idempotency_key")));
}

async fn the_order_of_members_does_not_matter(app: TestApp) {
    let ada = app.user("ada").await;
    let bodies = [r#"{"title":"Hello","tags":["a"]}"#, r#"{ "tags": ["a"], "title": "Hello" }"#];
    for body in bodies {
        let request = ada.request("POST", "/v1/posts").header("idempotency-key", "k");
        let reply = request.header("content-type", "application/json").body(body).send().await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
    assert_eq!(app.db_count("posts").await, 1);
}

async fn each_aliased_mutation_has_its_own_key(app: TestApp) {
    let ada = app.user("ada").await;
    let create = |alias: &str, key: &str| {
        format!("{alias}: createPost(input: {{ title: \"Hello\" }}, idempotencyKey: \"{key}\") {{ id }}")
    };
    let document = format!("mutation {{ {} {} {} }}", create("a", "k1"), create("b", "k2"), create("c", "k1"));
    let data = ada.gql(&document, json!({})).await.ok();
    assert_eq!(data["a"], data["c"]);
    assert_ne!(data["a"], data["b"]);
    assert_eq!(app.db_count("posts").await, 2);
}

async fn no_password_is_kept_in_any_form_that_can_be_tried_out(app: TestApp) {
    let input = json!({ "username": "ada", "email": "ada@example.org", "password": PASSWORD });
    app.anonymous().call("register", json!({ "input": input, "idempotencyKey": "k" })).await.ok();
    app.abandon_jobs();
    let rows = app.db_rows("SELECT fingerprint, answer FROM idempotency_keys", vec![]).await;
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].to_string().contains(PASSWORD));
    // Another installation, with another secret, keeps another fingerprint of the same input.
    assert_eq!(rows[0]["fingerprint"].as_str().unwrap().len(), 43, "a keyed hash of 256 bits in base64url");
}

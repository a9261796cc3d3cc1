//! The same key with the same input.

use chrono::TimeDelta;
use presswork_tests::{Actor, Face, PASSWORD, TestApp, each_face, each_profile};
use serde_json::{Value, json};

each_face! {
    a_repeat_gets_the_first_answer_and_changes_nothing,
    a_refused_request_leaves_its_key_free,
    a_key_is_free_again_after_a_day,
    a_published_post_is_not_published_twice_and_nobody_is_told_twice,
    a_login_is_never_replayed,
}

each_profile! {
    a_replayed_rest_answer_is_the_first_one_and_says_so,
    a_key_used_in_one_face_is_known_in_the_other,
    a_replayed_mutation_may_select_something_else,
}

fn new_post(key: &str) -> Value {
    json!({ "input": { "title": "Hello", "tags": ["Rust"] }, "idempotencyKey": key })
}

async fn a_repeat_gets_the_first_answer_and_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let first = ada.call("createPost", new_post("k1")).await.ok();
    let before = app.db_state().await;
    assert_eq!(ada.call("createPost", new_post("k1")).await.ok(), first);
    assert_eq!(app.db_state().await, before);
    assert_ne!(ada.call("createPost", new_post("k2")).await.ok()["id"], first["id"]);
}

async fn a_refused_request_leaves_its_key_free(app: TestApp) {
    let ada = app.user("ada").await;
    let wrong = json!({ "input": { "title": "" }, "idempotencyKey": "k" });
    ada.call("createPost", wrong.clone()).await.refused(422, "validation_failed");
    ada.call("createPost", wrong).await.refused(422, "validation_failed");
    ada.call("createPost", new_post("k")).await.ok();
}

async fn a_key_is_free_again_after_a_day(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("createPost", new_post("k")).await.ok();
    app.advance(TimeDelta::hours(24));
    let login = json!({ "input": { "login": "ada", "password": PASSWORD } });
    let ada = ada.with_tokens(&app.anonymous().call("login", login).await.ok());
    ada.call("createPost", new_post("k")).await.ok();
    assert_eq!(app.db_count("posts").await, 2);
    assert_eq!(app.db_count("idempotency_keys").await, 1);
}

async fn a_published_post_is_not_published_twice_and_nobody_is_told_twice(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let publish = json!({ "id": draft["id"], "idempotencyKey": "k" });
    let first = ada.call("publishPost", publish.clone()).await.ok();
    app.run_jobs().await;
    // The job has run meanwhile; the receipt is that of the first answer all the same.
    assert_eq!(ada.call("publishPost", publish).await.ok(), first);
    let again = json!({ "id": draft["id"], "idempotencyKey": "k2" });
    ada.call("publishPost", again).await.refused(409, "already_published");
}

async fn a_login_is_never_replayed(app: TestApp) {
    let ada = app.user("ada").await;
    let login = json!({ "input": { "login": "ada", "password": PASSWORD }, "idempotencyKey": "k" });
    let first = ada.call("login", login.clone()).await.ok();
    assert_ne!(ada.call("login", login).await.ok()["refreshToken"], first["refreshToken"]);
    assert_eq!(app.db_count("idempotency_keys").await, 0);
}

async fn create(actor: &Actor, key: &str, title: &str) -> presswork_tests::Reply {
    let request = actor.request("POST", "/v1/posts").header("idempotency-key", key);
    request.json(&json!({ "title": title })).send().await
}

async fn a_replayed_rest_answer_is_the_first_one_and_says_so(app: TestApp) {
    let ada = app.user("ada").await;
    let (first, second) = (create(&ada, "k", "Hello").await, create(&ada, "k", "Hello").await);
    assert_eq!((first.header("idempotent-replayed"), second.header("idempotent-replayed")), ("", "true"));
    assert_eq!((second.status, &second.body), (201, &first.body));
    for name in ["location", "etag", "content-type"] {
        assert_eq!(second.header(name), first.header(name), "{name}");
    }
}

async fn a_key_used_in_one_face_is_known_in_the_other(app: TestApp) {
    let ada = app.user("ada").await;
    for (key, one, other) in [("a", Face::Rest, Face::Graphql), ("b", Face::Graphql, Face::Rest)] {
        let first = ada.through(one).call("createPost", new_post(key)).await.ok();
        assert_eq!(ada.through(other).call("createPost", new_post(key)).await.ok(), first, "{one:?} first");
        let id = &first["id"];
        let update =
            json!({ "id": id, "input": { "tags": null }, "ifMatch": "\"1\"", "idempotencyKey": format!("{key}2") });
        let first = ada.through(one).call("updatePost", update.clone()).await.ok();
        assert_eq!(ada.through(other).call("updatePost", update).await.ok(), first, "{one:?} first");
        let delete = json!({ "id": id, "idempotencyKey": format!("{key}3") });
        ada.through(one).call("deletePost", delete.clone()).await.ok();
        ada.through(other).call("deletePost", delete).await.ok();
    }
    assert_eq!(app.db_count("posts").await, 2);
}

async fn a_replayed_mutation_may_select_something_else(app: TestApp) {
    let ada = app.user("ada").await;
    let create = |selection: &str| {
        format!("mutation {{ createPost(input: {{ title: \"Hello\" }}, idempotencyKey: \"k\") {{ {selection} }} }}")
    };
    let first = ada.gql(&create("id"), json!({})).await.ok();
    let second = ada.gql(&create("id title author { username }"), json!({})).await.ok();
    assert_eq!(second["createPost"]["id"], first["createPost"]["id"]);
    assert_eq!(second["createPost"]["author"]["username"], "ada");
}

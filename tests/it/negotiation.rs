//! What a client would like to get, and what it may send.

use presswork_tests::{TestApp, each_profile};
use serde_json::{Value, json};

each_profile! {
    who_takes_no_json_is_told_before_anything_is_done,
    who_expects_no_answer_but_a_refusal_may_say_so,
    a_change_may_call_itself_a_merge_patch,
    only_the_members_that_were_asked_for_are_sent,
    a_member_that_does_not_exist_is_refused,
    who_wants_no_body_gets_none,
    the_same_wish_is_heard_in_any_form,
}

async fn who_takes_no_json_is_told_before_anything_is_done(app: TestApp) {
    let ada = app.user("ada").await;
    for accept in ["text/html", "application/json;q=0, */*", "application/xml"] {
        let request = ada.request("POST", "/v1/posts").header("accept", accept).json(&json!({ "title": "Hello" }));
        let reply = request.send().await;
        assert_eq!((reply.status, &reply.json()["code"]), (406, &json!("not_acceptable")), "{accept}");
    }
    assert_eq!(app.db_count("posts").await, 0);
    for accept in ["*/*", "application/*;q=0.1", "text/html, application/json;q=0.5"] {
        assert_eq!(ada.request("GET", "/v1/posts").header("accept", accept).send().await.status, 200, "{accept}");
    }
}

async fn who_expects_no_answer_but_a_refusal_may_say_so(app: TestApp) {
    let ada = app.user("ada").await;
    let path = format!("/v1/posts/{}", ada.draft("Hello").await["id"].as_str().unwrap());
    let delete = || ada.request("DELETE", &path).header("accept", "application/problem+json").send();
    assert_eq!(delete().await.status, 204);
    delete().await.refused(404, "not_found");
}

async fn a_change_may_call_itself_a_merge_patch(app: TestApp) {
    let ada = app.user("ada").await;
    let path = format!("/v1/posts/{}", ada.draft("Hello").await["id"].as_str().unwrap());
    let change = |kind: &str| ada.request("PATCH", &path).header("content-type", kind).body(r#"{"tags":null}"#);
    let changed = change("application/merge-patch+json").send().await;
    assert_eq!((changed.status, &changed.json()["tags"]), (200, &json!([])));
    let types = "application/merge-patch+json, application/json";
    for kind in ["text/plain", "application/json-patch+json", "application/vnd.api+json", "application/merge-patch"] {
        let refused = change(kind).send().await;
        assert_eq!((refused.status, refused.header("accept-patch")), (415, types), "{kind}");
    }
    let capitals = change("Application/Merge-Patch+JSON; charset=UTF-8").send().await;
    assert_eq!(capitals.status, 200, "{}", capitals.text());
    let options = ada.request("OPTIONS", &path).send().await;
    assert_eq!((options.status, options.header("accept-patch")), (204, types));
    let refused = ada.request("POST", "/v1/posts").header("content-type", "text/plain").body("x").send().await;
    assert_eq!((refused.status, refused.header("accept")), (415, "application/json"));
}

fn members(thing: &Value) -> Vec<&str> {
    thing.as_object().unwrap().keys().map(String::as_str).collect()
}

async fn only_the_members_that_were_asked_for_are_sent(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let id = post["id"].as_str().unwrap();
    for (path, expected) in [
        (format!("/v1/posts/{id}?fields=title,%20id"), vec!["id", "title"]),
        ("/v1/posts/hello?fields=tags".to_owned(), vec!["tags"]),
        ("/v1/posts/hello?fields=tags,id&include=author".to_owned(), vec!["id"]),
        ("/v1/users/@ada?fields=username".to_owned(), vec!["username"]),
        ("/v1/tags/rust?fields=name".to_owned(), vec!["name"]),
    ] {
        let mut found = ada.get(&path).await.json();
        found.sort_all_objects();
        assert_eq!(members(&found), expected, "{path}");
    }
    for list in ["posts", "users", "tags", "jobs"] {
        let page = ada.get(&format!("/v1/{list}?fields=id&first=1")).await;
        assert_eq!(members(&page.json()["data"][0]), ["id"], "{list}");
        assert!(page.json()["pageInfo"].is_object());
        assert!(page.header("link").contains("fields=id"), "{}", page.header("link"));
    }
}

async fn a_member_that_does_not_exist_is_refused(app: TestApp) {
    for path in
        ["/v1/posts?fields=titel", "/v1/users?fields=", "/v1/tags?fields=id,,name", "/v1/users/@ada?fields=email"]
    {
        let reply = app.anonymous().get(path).await;
        assert_eq!((reply.status, &reply.json()["errors"][0]["pointer"]), (422, &json!("/fields")), "{path}");
    }
}

async fn who_wants_no_body_gets_none(app: TestApp) {
    let ada = app.user("ada").await;
    let minimal = |method: &str, path: &str| ada.request(method, path).header("prefer", "return=minimal");
    let created = minimal("POST", "/v1/posts").json(&json!({ "title": "Hello", "markdown": "x" })).send().await;
    let path = created.header("location").to_owned();
    assert!(ada.get(&path).await.status == 200 && created.header("etag").starts_with("\"1-"));
    let changed = minimal("PATCH", &path).json(&json!({ "title": "Changed" })).send().await;
    let published = minimal("POST", &format!("{path}/publish")).send().await;
    app.run_jobs().await;
    for (reply, status) in [(&created, 201), (&changed, 204), (&published, 204)] {
        assert_eq!((reply.status, reply.body.len()), (status, 0));
        assert_eq!(reply.header("preference-applied"), "return=minimal");
    }
    assert_eq!(changed.header("etag").split('-').next(), Some("\"2"));
    let login = json!({ "login": "ada", "password": presswork_tests::PASSWORD });
    let login = minimal("POST", "/v1/auth/login").json(&login).send().await;
    assert_eq!((login.status, login.header("preference-applied")), (200, ""), "nobody can do without the tokens");
}

async fn the_same_wish_is_heard_in_any_form(app: TestApp) {
    let ada = app.user("ada").await;
    for (prefer, minimal) in [
        ("Return=Minimal", true),
        ("respond-async, return=\"minimal\"; foo=bar", true),
        ("return=representation", false),
        ("return=representation, return=minimal", false),
        ("returns=minimal", false),
    ] {
        let request = ada.request("POST", "/v1/posts").header("prefer", prefer).json(&json!({ "title": "Hello" }));
        assert_eq!(request.send().await.body.is_empty(), minimal, "{prefer}");
    }
}

//! Headers that every answer has.

use presswork_tests::{Reply, TestApp, each_profile};
use serde_json::json;

each_profile! {
    every_answer_is_safe_to_open_in_a_browser,
    what_one_person_may_see_is_not_kept_for_others,
    nothing_tells_what_runs_behind,
    credentials_that_come_twice_are_refused,
}

const SAFE: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-permitted-cross-domain-policies", "none"),
    ("x-frame-options", "DENY"),
];

#[track_caller]
fn assert_safe(reply: &Reply, path: &str) {
    for (name, value) in SAFE {
        assert_eq!(reply.header(name), value, "{path} {name}");
    }
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    assert!(!policy.contains("unsafe-eval") && !policy.contains('*'), "{path}: {policy}");
}

async fn every_answer_is_safe_to_open_in_a_browser(app: TestApp) {
    let nobody = app.anonymous();
    for path in ["/v1/posts", "/v1/me", "/v1/nothing", "/livez", "/openapi.json", "/", "/docs", "/graphiql", "/graphql"]
    {
        assert_safe(&nobody.get(path).await, path);
    }
    let large = json!({ "title": "x".repeat(1 << 20) });
    assert_safe(&nobody.post("/v1/posts", large).await, "a body that is too large");
    assert_safe(&nobody.gql("{ posts { nodes { id } } }", json!({})).await.http, "GraphQL");
}

async fn what_one_person_may_see_is_not_kept_for_others(app: TestApp) {
    let ada = app.user("ada").await;
    for (actor, path, expected) in [
        (&ada, "/v1/me", "no-store"),
        (&ada, "/v1/posts", "no-store"),
        (&app.anonymous(), "/v1/posts", "no-cache"),
        (&app.anonymous(), "/v1/me", "no-store"),
    ] {
        let reply = actor.get(path).await;
        let control = reply.header("cache-control");
        assert!(control.contains(expected) || control.contains("private"), "{path}: {control}");
        assert!(control != "public" && !control.contains("immutable"), "{path}: {control}");
        let vary: String = reply.headers.get_all("vary").iter().filter_map(|line| line.to_str().ok()).collect();
        assert!(vary.to_lowercase().contains("authorization"), "{path}: {vary}");
    }
}

async fn nothing_tells_what_runs_behind(app: TestApp) {
    for path in ["/v1/posts", "/", "/nothing"] {
        let reply = app.anonymous().get(path).await;
        for name in ["server", "x-powered-by"] {
            assert_eq!(reply.header(name), "", "{path}");
        }
    }
}

async fn credentials_that_come_twice_are_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let asked = || ada.request("GET", "/v1/me");
    assert_eq!(asked().send().await.status, 200);
    asked().header("authorization", "Bearer another").send().await.refused(401, "invalid_token");
}

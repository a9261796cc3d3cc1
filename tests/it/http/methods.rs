//! Methods: which an address answers, and how it says so.

use presswork_tests::{OPERATIONS, TestApp, each_profile};

each_profile! {
    a_method_that_is_not_answered_is_405_with_those_that_are,
    every_address_tells_its_methods,
    head_is_get_without_a_body,
    an_address_of_nothing_is_404_for_every_method,
    an_address_is_the_same_however_it_is_coded,
}

/// What reads answer; the same for all of them.
const READS: &str = "GET, HEAD, OPTIONS";

async fn a_method_that_is_not_answered_is_405_with_those_that_are(app: TestApp) {
    for (method, path, allow) in [
        ("POST", "/v1/users", READS),
        ("DELETE", "/v1/posts", "GET, HEAD, POST, OPTIONS"),
        ("PUT", "/v1/posts/hello", "GET, HEAD, PATCH, DELETE, OPTIONS"),
        ("GET", "/v1/auth/login", "POST, OPTIONS"),
        ("PATCH", "/livez", READS),
        ("POST", "/openapi.json", READS),
        ("DELETE", "/graphql", "GET, HEAD, POST, OPTIONS"),
        ("TRACE", "/v1/users", READS),
        ("BREW", "/v1/users", READS),
        ("POST", "/", READS),
        ("POST", "/ops", READS),
    ] {
        let reply = app.anonymous().request(method, path).send().await;
        assert_eq!((reply.status, reply.header("allow")), (405, allow), "{method} {path}");
    }
}

async fn every_address_tells_its_methods(app: TestApp) {
    for operation in OPERATIONS.values() {
        let path = operation.path.replace(['{', '}'], "");
        let reply = app.anonymous().request("OPTIONS", &path).send().await;
        assert_eq!((reply.status, reply.body.len()), (204, 0), "{path}: {}", reply.text());
        let methods: Vec<_> = reply.header("allow").split(", ").collect();
        assert!(methods.contains(&operation.method.as_str()) && methods.contains(&"OPTIONS"), "{path}: {methods:?}");
        assert_eq!(methods.contains(&"HEAD"), methods.contains(&"GET"), "{path}: {methods:?}");
    }
    for page in ["/", "/ops", "/setup", "/docs", "/graphiql", "/assets/ops/main.js"] {
        let reply = app.anonymous().request("OPTIONS", page).send().await;
        assert_eq!((reply.status, reply.header("allow")), (204, READS), "{page}");
    }
}

async fn head_is_get_without_a_body(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Hello").await;
    app.run_jobs().await;
    for path in ["/v1/posts", "/v1/posts/hello", "/v1/tags", "/v1/me", "/livez", "/openapi.json", "/", "/v1/nothing"] {
        let (get, head) = (ada.get(path).await, ada.request("HEAD", path).send().await);
        assert_eq!((head.status, head.text()), (get.status, String::new()), "{path}");
        for name in ["content-type", "cache-control", "etag", "link", "content-security-policy"] {
            if path != "/v1/nothing" {
                assert_eq!(head.header(name), get.header(name), "{path} {name}");
            }
        }
    }
    let posted = ada.request("HEAD", "/v1/auth/login").send().await;
    assert_eq!((posted.status, posted.header("allow")), (405, "POST, OPTIONS"));
}

async fn an_address_of_nothing_is_404_for_every_method(app: TestApp) {
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
        let reply = app.anonymous().request(method, "/v1/nothing").send().await;
        reply.refused(404, "not_found");
    }
}

async fn an_address_is_the_same_however_it_is_coded(app: TestApp) {
    let ada = app.user("ada").await;
    for path in ["/v1/posts", "/v1/p%6Fsts", "/%761/posts", "/v%31/%70osts"] {
        let listed = app.anonymous().get(&format!("{path}?first=100")).await;
        assert_eq!((listed.status, listed.header("ratelimit").is_empty()), (200, false), "{path}");
        let deleted = app.anonymous().request("DELETE", path).send().await;
        assert_eq!((deleted.status, deleted.header("allow")), (405, "GET, HEAD, POST, OPTIONS"), "{path}");
        let input = serde_json::json!({ "title": "Hello" });
        let conditional = ada.request("POST", path).header("if-match", "\"v1\"").json(&input).send().await;
        conditional.refused(400, "if_match_not_supported");
        ada.request("POST", &format!("{path}?x=1")).json(&input).send().await.refused(422, "validation_failed");
    }
}

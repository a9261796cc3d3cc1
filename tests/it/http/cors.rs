//! Web pages of other origins.

use presswork_tests::{Reply, TestApp, each_profile};

const APP: &str = "https://app.example";
const ALLOWED: [(&str, &str); 1] = [("PRESSWORK__HTTP__CORS_ORIGINS", APP)];
const ALLOWED_AND_LIMITED: [(&str, &str); 3] =
    [ALLOWED[0], ("PRESSWORK__HTTP__FLOOD_PER_SECOND", "1"), ("PRESSWORK__HTTP__FLOOD_BURST", "5")];

each_profile! {
    no_origin_may_read_unless_the_operator_says_so,
    with ALLOWED => an_origin_that_the_operator_allows_may_read,
    with ALLOWED => an_allowed_origin_may_ask_before_it_writes,
    with ALLOWED => who_names_no_origin_hears_only_that_answers_differ_by_it,
    with ALLOWED_AND_LIMITED => an_allowed_origin_may_read_refusals_too,
}

async fn get(app: &TestApp, path: &str, origin: &str) -> Reply {
    app.anonymous().request("GET", path).header("origin", origin).send().await
}

fn allowed(reply: &Reply) -> &str {
    reply.header("access-control-allow-origin")
}

async fn no_origin_may_read_unless_the_operator_says_so(app: TestApp) {
    for origin in [APP, "null", "http://localhost:3000", app.base()] {
        for path in ["/v1/posts", "/nothing", "/"] {
            assert_eq!(allowed(&get(&app, path, origin).await), "", "{origin} {path}");
        }
    }
}

async fn an_origin_that_the_operator_allows_may_read(app: TestApp) {
    let reply = get(&app, "/v1/posts", APP).await;
    assert_eq!((reply.status, allowed(&reply)), (200, APP));
    assert!(reply.headers.get_all("vary").iter().any(|line| line.to_str().unwrap().to_lowercase().contains("origin")));
    assert_eq!(reply.header("access-control-allow-credentials"), "", "tokens are no cookies");
    for other in ["https://evil.example", "https://app.example.evil.example", "http://app.example", "null"] {
        assert_eq!(allowed(&get(&app, "/v1/posts", other).await), "", "{other}");
    }
}

async fn who_names_no_origin_hears_only_that_answers_differ_by_it(app: TestApp) {
    for path in ["/v1/posts", "/v1/me", "/nothing", "/"] {
        let reply = app.anonymous().get(path).await;
        let vary: String =
            reply.headers.get_all("vary").iter().map(|line| line.to_str().unwrap().to_lowercase()).collect();
        assert!(vary.contains("origin"), "{path}: {vary}");
        assert!(!reply.headers.keys().any(|name| name.as_str().starts_with("access-control-")), "{path}");
    }
}

async fn an_allowed_origin_may_ask_before_it_writes(app: TestApp) {
    let ask = |origin: &'static str, header: &'static str| {
        let request = app.anonymous().request("OPTIONS", "/v1/posts").header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        request.header("access-control-request-headers", header).send()
    };
    let reply = ask(APP, "authorization,content-type").await;
    assert!(reply.status < 300, "{}", reply.status);
    assert_eq!(allowed(&reply), APP);
    assert!(reply.header("access-control-allow-methods").contains("POST"));
    assert_eq!(allowed(&ask("https://evil.example", "authorization").await), "");
    for header in ["if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since"] {
        let reply = ask(APP, header).await;
        assert_eq!((reply.status < 300, allowed(&reply)), (true, APP), "{header} {}", reply.status);
    }
}

async fn an_allowed_origin_may_read_refusals_too(app: TestApp) {
    let mut statuses = Vec::new();
    for path in ["/v1/me", "/nothing", "/v1/posts?first=0"].into_iter().chain(["/v1/posts"; 8]) {
        let reply = get(&app, path, APP).await;
        assert_eq!(allowed(&reply), APP, "{path} {}", reply.status);
        statuses.push(reply.status);
    }
    for status in [401, 404, 422, 429] {
        assert!(statuses.contains(&status), "{statuses:?}");
    }
}

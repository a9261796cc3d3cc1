//! Query strings and arguments that do not fit.

use presswork_tests::{TestApp, each_face, each_profile};
use serde_json::json;

each_profile! {
    a_query_string_that_does_not_fit_is_refused_with_the_parameter,
    an_argument_that_does_not_fit_the_schema_is_refused,
}

each_face! {
    a_filter_that_can_not_match_is_refused_or_finds_nothing,
}

async fn a_query_string_that_does_not_fit_is_refused_with_the_parameter(app: TestApp) {
    let ada = app.user("ada").await;
    for (query, code, pointer) in [
        ("posts?first=abc", "invalid_parameter", "/first"),
        ("posts?first=", "invalid_parameter", "/first"),
        ("posts?first=1.5", "invalid_parameter", "/first"),
        ("posts?first=99999999999999999999", "invalid_parameter", "/first"),
        ("posts?first=1&first=2", "invalid_parameter", "/first"),
        ("posts?status=gone", "invalid_parameter", "/status"),
        ("posts?page=2", "unknown_parameter", "/page"),
        ("posts?First=2", "unknown_parameter", "/First"),
        ("tags?author=@ada", "unknown_parameter", "/author"),
        ("users?q=ada", "unknown_parameter", "/q"),
        ("jobs?state=gone", "invalid_parameter", "/state"),
        ("posts/hello?first=1", "unknown_parameter", "/first"),
    ] {
        let problem = ada.get(&format!("/v1/{query}")).await.refused(422, "validation_failed");
        let fault = &problem["errors"][0];
        assert_eq!((fault["code"].as_str(), fault["pointer"].as_str()), (Some(code), Some(pointer)), "{query}");
    }
}

async fn an_argument_that_does_not_fit_the_schema_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    for query in [
        "{ posts(first: \"abc\") { nodes { id } } }",
        "{ posts(first: 1.5) { nodes { id } } }",
        "{ posts(first: 99999999999999999999) { nodes { id } } }",
        "{ posts(first: 1, first: 2) { nodes { id } } }",
        "{ posts(status: gone) { nodes { id } } }",
        "{ posts(page: 2) { nodes { id } } }",
        "{ post { id } }",
        "{ post(id: null) { id } }",
        "{ posts }",
        "{ posts { colour } }",
        "{ me { id { x } } }",
    ] {
        let reply = ada.gql(query, json!({})).await;
        assert_eq!(reply.http.status, 400, "{query}: {}", reply.http.text());
        reply.refused("graphql_invalid");
    }
}

async fn a_filter_that_can_not_match_is_refused_or_finds_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    for author in ["ada", "post_01h455vb4pex5vsknk084sn02q", ""] {
        ada.call("posts", json!({ "author": author })).await.refused(400, "invalid_id");
    }
    let long = "x".repeat(4000);
    for filter in [json!({ "tag": "" }), json!({ "tag": long }), json!({ "tag": "%" }), json!({ "author": "@%" })] {
        assert_eq!(ada.call("posts", filter).await.ok()["data"], json!([]));
    }
    for filter in [json!({ "tag": "a\u{0}b" }), json!({ "author": "@a\u{0}b" })] {
        match ada.call("posts", filter).await.result {
            Ok(list) => assert_eq!(list["data"], json!([])),
            Err(problem) => assert!(problem["status"] == 400 || problem["status"] == 422, "{problem}"),
        }
    }
}

//! Query strings and arguments that do not fit.

use presswork_tests::{TestApp, each_face, each_profile};
use serde_json::json;

each_profile! {
    a_query_string_that_does_not_fit_is_refused_with_the_parameter,
    an_argument_that_does_not_fit_the_schema_is_refused,
    what_writes_takes_no_parameters_in_its_address,
    nothing_of_a_mutation_is_done_when_a_part_of_it_does_not_fit,
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
        ("nodes", "required", "/ids"),
        ("nodes/x?fields=id", "unknown_parameter", "/fields"),
        ("ops/queues?x", "unknown_parameter", "/x"),
        ("?x=1", "unknown_parameter", "/x"),
        ("posts?a/b~c=1", "unknown_parameter", "/a~1b~0c"),
        ("posts/hello?a/b=1", "unknown_parameter", "/a~1b"),
        ("nodes/x?a~b", "unknown_parameter", "/a~0b"),
    ] {
        let path = format!("/v1/{query}").replace("/?", "?");
        let problem = ada.get(&path).await.refused(422, "validation_failed");
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
        "{ posts(status: \"draft\") { nodes { id } } }",
        "query($s: PostStatus = \"draft\") { posts(status: $s) { nodes { id } } }",
        "query($s: String) { posts(status: $s) { nodes { id } } }",
        "query($n: String) { posts(first: $n) { nodes { id } } }",
        "query($id: ID) { post(id: $id) { id } }",
        "query($b: Boolean) { me { id @skip(if: $b) } }",
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

async fn what_writes_takes_no_parameters_in_its_address(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let reply = ada.request("POST", "/v1/posts?title=x").json(&json!({ "title": "Hello" })).send().await;
    assert_eq!(reply.refused(422, "validation_failed")["errors"][0]["pointer"], "/title");
    assert_eq!(app.db_state().await, before);
    let fine = ada.request("POST", "/v1/posts?&").json(&json!({ "title": "Hello" })).send().await;
    assert_eq!(fine.status, 201, "{}", fine.text());
}

async fn nothing_of_a_mutation_is_done_when_a_part_of_it_does_not_fit(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let first = "a: createPost(input: {title: \"First\"}) { id }";
    for (head, second, variables) in [
        ("($id: ID!)", "b: deletePost(id: $id)", json!({})),
        ("($id: ID!)", "b: deletePost(id: $id)", json!({ "id": null })),
        ("($id: ID)", "b: deletePost(id: $id)", json!({ "id": "post_01h455vb4pex5vsknk084sn02q" })),
        ("($id: String!)", "b: deletePost(id: $id)", json!({ "id": "post_01h455vb4pex5vsknk084sn02q" })),
        ("($input: CreatePostInput!)", "b: createPost(input: $input) { id }", json!({ "input": 7 })),
        ("($input: CreatePostInput!)", "b: createPost(input: $input) { id }", json!({ "input": { "title": 7 } })),
        ("($input: UpdatePostInput!)", "b: createPost(input: $input) { id }", json!({ "input": { "title": "x" } })),
        ("", "b: createPost(input: \"x\") { id }", json!({})),
        ("", "b: createPost(input: {title: \"x\", title: \"y\"}) { id }", json!({})),
    ] {
        let reply = ada.gql(&format!("mutation{head} {{ {first} {second} }}"), variables).await;
        assert_eq!(reply.http.status, 400, "{second}: {}", reply.http.text());
        reply.refused("graphql_invalid");
        assert_eq!(app.db_state().await, before, "{second}");
    }
}

async fn a_filter_that_can_not_match_is_refused_or_finds_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    for author in ["ada", "post_01h455vb4pex5vsknk084sn02q", ""] {
        ada.call("posts", json!({ "author": author })).await.refused(400, "invalid_id");
    }
    ada.call("posts", json!({ "tag": "x".repeat(4000) })).await.refused(422, "validation_failed");
    for filter in [json!({ "tag": "" }), json!({ "tag": "%" }), json!({ "author": "@%" })] {
        assert_eq!(ada.call("posts", filter).await.ok()["data"], json!([]));
    }
    for filter in [json!({ "tag": "a\u{0}b" }), json!({ "author": "@a\u{0}b" })] {
        match ada.call("posts", filter).await.result {
            Ok(list) => assert_eq!(list["data"], json!([])),
            Err(problem) => assert!(problem["status"] == 400 || problem["status"] == 422, "{problem}"),
        }
    }
}

//! Searches that are none.

use presswork_tests::{TestApp, each_face, each_profile};
use serde_json::{Value, json};

use super::published;

each_face! {
    what_is_nothing_to_look_for_is_refused,
    what_excludes_itself_is_refused,
    all_faults_are_told_together,
    signs_that_databases_read_otherwise_find_what_they_stand_beside,
}

each_profile! {
    a_parameter_that_is_none_is_refused,
}

async fn what_is_nothing_to_look_for_is_refused(app: TestApp) {
    let nobody = app.anonymous();
    let before = app.db_state().await;
    for (q, code) in [
        (String::new(), "required"),
        ("   ".to_owned(), "required"),
        ("&& || ! ( ) : * -".to_owned(), "required"),
        ("-rust -\"and more\"".to_owned(), "required"),
        ("\"\" \"...\"".to_owned(), "required"),
        ("\u{200b}\u{feff}".to_owned(), "required"),
        ("w ".repeat(10_000), "too_long"),
        ("x".repeat(201), "too_long"),
        ("w ".repeat(17), "too_many"),
        ("a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q".to_owned(), "too_many"),
        ("a*".to_owned(), "too_short"),
        ("a\u{0}b".to_owned(), "invalid_character"),
        ("a\u{7}b".to_owned(), "invalid_character"),
    ] {
        let problem = nobody.call("search", json!({ "q": q })).await.refused(422, "validation_failed");
        let fault = &problem["errors"][0];
        assert_eq!((fault["pointer"].as_str(), fault["code"].as_str()), (Some("/q"), Some(code)), "{q:?}");
    }
    assert_eq!(app.db_state().await, before);
    nobody.call("search", json!({ "q": "x".repeat(200) })).await.ok();
    nobody.call("search", json!({ "q": "w ".repeat(16) })).await.ok();
}

async fn what_excludes_itself_is_refused(app: TestApp) {
    let nobody = app.anonymous();
    for (kind, other) in [("user", "author"), ("tag", "author"), ("comment", "tag"), ("user", "tag")] {
        let mut arguments = json!({ "q": "x", "type": kind });
        arguments[other] = json!("@ada");
        let problem = nobody.call("search", arguments).await.refused(422, "validation_failed");
        assert_eq!(
            (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
            (&json!("/type"), &json!("conflicting"))
        );
    }
    nobody.call("search", json!({ "q": "x", "author": "ada" })).await.refused(400, "invalid_id");
    nobody.call("search", json!({ "q": "x", "tag": "x".repeat(4_000) })).await.refused(422, "validation_failed");
    for tag in ["", "%", "a\u{0}b"] {
        match nobody.call("search", json!({ "q": "x", "tag": tag })).await.result {
            Ok(hits) => assert_eq!(hits["data"], json!([]), "{tag:?}"),
            Err(problem) => assert_eq!(problem["status"], 400, "{tag:?}: {problem}"),
        }
    }
}

async fn all_faults_are_told_together(app: TestApp) {
    let arguments = json!({ "q": "-", "type": "user", "tag": "x" });
    let problem = app.anonymous().call("search", arguments).await.refused(422, "validation_failed");
    let pointers: Vec<&Value> = problem["errors"].as_array().unwrap().iter().map(|fault| &fault["pointer"]).collect();
    assert_eq!(pointers, ["/q", "/type"]);
    let problem = app.anonymous().call("search", json!({ "q": "x", "first": 101 })).await;
    assert_eq!(problem.refused(422, "validation_failed")["errors"][0]["pointer"], "/first");
}

async fn signs_that_databases_read_otherwise_find_what_they_stand_beside(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    published(&ada, "It's a trap", "body: NEAR and OR not", &[]).await;
    app.run_jobs().await;
    for q in [
        "trap'; DROP TABLE posts; --",
        "it's",
        "trap & | ! <->",
        "heading:trap",
        "{body} : trap",
        "NEAR(trap, 5)",
        "trap OR",
        "AND trap",
        "NOT trap",
        "trap^2 + body",
        "\\trap\\ :*A",
        "trap\" \"",
        "$1 trap",
    ] {
        let answer = nobody.call("search", json!({ "q": q, "type": "post" })).await.ok();
        let expects = !["heading", "DROP", "5", "2", "$1"].iter().any(|word| q.contains(word));
        assert_eq!(answer["data"].as_array().unwrap().len(), usize::from(expects), "{q}");
    }
}

async fn a_parameter_that_is_none_is_refused(app: TestApp) {
    let nobody = app.anonymous();
    for (query, code, pointer) in [
        ("", "required", "/q"),
        ("q=x&type=everything", "invalid_parameter", "/type"),
        ("q=x&q=y", "invalid_parameter", "/q"),
        ("q=x&page=2", "unknown_parameter", "/page"),
        ("q=x&includeFacets=1", "invalid_parameter", "/includeFacets"),
        ("q=x&fields=colour", "unknown_field", "/fields"),
    ] {
        let problem = nobody.get(&format!("/v1/search?{query}")).await.refused(422, "validation_failed");
        let fault = &problem["errors"][0];
        assert_eq!((fault["code"].as_str(), fault["pointer"].as_str()), (Some(code), Some(pointer)), "{query}");
    }
    let reply = nobody.gql("{ search { nodes { id } } }", json!({})).await;
    reply.refused("graphql_invalid");
}

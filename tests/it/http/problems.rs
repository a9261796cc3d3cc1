//! Errors: RFC 9457 problems, the same members in both faces.

use insta::assert_json_snapshot;
use presswork_tests::{Reply, TestApp, each_face, each_profile};
use serde_json::{Value, json};

each_profile! {
    a_problem_has_all_its_members,
    every_refusal_is_a_problem_that_names_its_request,
    a_request_id_is_ours_and_new_each_time,
}

each_face! {
    the_faces_tell_a_problem_by_the_same_members,
}

async fn a_problem_has_all_its_members(app: TestApp) {
    let ada = app.user("ada").await;
    let reply = ada.post("/v1/posts", json!({ "title": "" })).await;
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_json_snapshot!(reply.expect(422), { ".requestId" => "[id]" }, @r#"
    {
      "code": "validation_failed",
      "detail": "/title: this must not be empty",
      "errors": [
        {
          "code": "required",
          "detail": "this must not be empty",
          "pointer": "/title"
        }
      ],
      "instance": "/v1/posts",
      "requestId": "[id]",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "urn:presswork:problem:validation_failed"
    }
    "#);
}

async fn every_refusal_is_a_problem_that_names_its_request(app: TestApp) {
    let (nobody, liar) = (app.anonymous(), app.anonymous().with_token("x"));
    let replies = [
        nobody.get("/v1/posts/nothing").await,
        nobody.get("/nothing").await,
        nobody.get("/v1/me").await,
        nobody.get("/v1/posts?first=0").await,
        nobody.get("/v1/posts?after=x").await,
        nobody.put("/v1/posts", json!({})).await,
        nobody.request("POST", "/v1/posts").body("x").send().await,
        nobody.post("/v1/posts", json!({ "title": "x".repeat(1 << 20) })).await,
        nobody.post("/", json!({})).await,
        liar.get("/v1/posts").await,
        liar.get("/").await,
    ];
    for reply in replies {
        let problem = reply.json();
        assert_eq!(reply.header("content-type"), "application/problem+json", "{problem}");
        assert_eq!(members(&problem), "code detail errors instance requestId status title type");
        assert_eq!(problem["requestId"], reply.header("x-request-id"));
        assert_eq!(problem["status"], reply.status);
        assert_eq!(problem["type"], format!("urn:presswork:problem:{}", problem["code"].as_str().unwrap()));
        assert_eq!(reply.header("cache-control"), "no-store");
    }
}

async fn a_request_id_is_ours_and_new_each_time(app: TestApp) {
    let request = || app.anonymous().request("GET", "/livez").header("x-request-id", "mine").send();
    let (one, other) = (request().await, request().await);
    let ids = [one.header("x-request-id"), other.header("x-request-id")];
    assert!(ids[0] != ids[1] && !ids.contains(&"mine") && !ids.contains(&""), "{ids:?}");
}

async fn the_faces_tell_a_problem_by_the_same_members(app: TestApp) {
    let outcome = app.anonymous().call("post", json!({ "id": "nothing" })).await;
    let http: Reply = outcome.http.clone();
    let problem = outcome.refused(404, "not_found");
    assert_eq!(members(&problem), "code detail errors instance requestId status title type");
    assert_eq!(problem["requestId"], http.header("x-request-id"));
    assert_eq!((&problem["title"], &problem["detail"]), (&json!("Not Found"), &json!("no such post")));
}

fn members(problem: &Value) -> String {
    let mut names: Vec<_> = problem.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names.join(" ")
}

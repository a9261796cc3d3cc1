//! The line of a request.

use presswork_tests::{Actor, Process, TestApp, each_profile};
use serde_json::{Value, json};

use super::{environment, logged};

each_profile! {
    a_request_is_one_line_with_its_operation_its_actor_and_its_cost,
}

const INFO: [(&str, &str); 2] = [("PRESSWORK__LOG__FORMAT", "json"), ("PRESSWORK__LOG__FILTER", "info")];

/// The only line about requests to this path.
#[track_caller]
fn line(process: &Process, path: &str, status: u16) -> Value {
    let is = |line: &Value| line["message"] == "answered" && line["path"] == path && line["status"] == status;
    let mut found: Vec<_> = logged(process).into_iter().filter(is).collect();
    assert_eq!(found.len(), 1, "{path}: {}", process.log());
    found.remove(0)
}

async fn a_request_is_one_line_with_its_operation_its_actor_and_its_cost(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let process = Process::start_ready("api", &environment(&app, &INFO)).await;
    let there = Actor::at(process.base()).with_token(ada.token.as_deref().unwrap());
    let path = format!("/v1/posts/{}", post["id"].as_str().unwrap());
    let answered = there.get(&path).await;
    let told = line(&process, &path, 200);
    assert_eq!((&told["method"], &told["operation"], &told["cost"]), (&json!("GET"), &json!("post"), &json!(1)));
    assert_eq!(told["span"]["id"], answered.header("x-request-id"));
    assert_eq!(told["span"]["actor"], ada.id);
    assert!(told["micros"].as_u64().unwrap() > 0 && told["statements"].as_u64().unwrap() > 0, "{told}");
    // An answer that was kept, and a refusal that no handler has seen.
    let nobody = process.anonymous();
    nobody.get("/v1/tags").await.expect(200);
    nobody.get("/v1/tags").await.expect(200);
    let tags = logged(&process).into_iter().filter(|line| line["path"] == "/v1/tags").collect::<Vec<_>>();
    assert!(tags.len() == 2 && tags.iter().all(|line| line["operation"] == "tags"), "{tags:?}");
    assert_eq!(tags[1]["statements"], 0);
    nobody.with_token("wrong").get("/v1/me").await.refused(401, "invalid_token");
    assert_eq!(line(&process, "/v1/me", 401)["operation"], "me");
    let query = "query Mine { me { id } posts { nodes { id } } again: posts { nodes { id } } }";
    there.gql(query, json!({})).await.ok();
    let told = line(&process, "/graphql", 200);
    assert_eq!((&told["operation"], &told["cost"]), (&json!("me,posts"), &json!(3)));
    there.get("/nothing").await.refused(404, "not_found");
    assert_eq!(line(&process, "/nothing", 404)["operation"], Value::Null);
}

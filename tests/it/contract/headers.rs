//! The headers of answers are those that the OpenAPI document declares.

use presswork_tests::{Face, OPERATIONS, TestApp, document, each_profile, id_of};
use reqwest::header::HeaderName;
use serde_json::json;

use super::examples::operations;
use crate::matrix::fixtures::Cast;

each_profile! {
    an_answer_has_no_header_that_is_not_declared,
    a_receipt_says_where_it_is_followed,
    what_is_answered_without_a_body_is_declared_for_every_method,
}

/// What every answer of a server has, whatever it is asked: the message's own, and those that keep browsers safe.
const OF_EVERY_MESSAGE: [&str; 14] = [
    "access-control-expose-headers",
    "connection",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "permissions-policy",
    "referrer-policy",
    "transfer-encoding",
    "x-content-type-options",
    "x-frame-options",
    "x-permitted-cross-domain-policies",
];
/// Left out in production.
const OF_DEVELOPMENT: [&str; 1] = ["server-timing"];

async fn an_answer_has_no_header_that_is_not_declared(app: TestApp) {
    let mut cast = Cast::assemble(app).await;
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (operation, row, role) in operations() {
        let actor = cast.actor(role).await.through(Face::Rest);
        let arguments = cast.arguments(&row, &actor).await;
        let anonymous = cast.app().anonymous();
        for actor in [&actor, &anonymous.through(Face::Rest)] {
            let reply = actor.call(&operation.name, arguments.clone()).await.http;
            let status = reply.status.to_string();
            let location = reply.header("location");
            if location.is_empty() && declared(&operation.name, &status).iter().any(|it| it == "Location") {
                wrong.push(format!("{} {status} says no Location", operation.name));
            }
            if status == "201" && !location.is_empty() && actor.get(location).await.status == 405 {
                wrong.push(format!("{}: {location} can't be read", operation.name));
            }
            for name in reply.headers.keys().map(HeaderName::as_str).filter(|name| !of_all(name)) {
                seen += 1;
                if !declared(&operation.name, &status).iter().any(|it| it.eq_ignore_ascii_case(name)) {
                    wrong.push(format!("{} {status}: {name}", operation.name));
                }
            }
        }
        cast.reset_passwords().await;
    }
    cast.dismiss();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 300, "only {seen} headers");
}

async fn a_receipt_says_where_it_is_followed(app: TestApp) {
    let ann = app.admin("ann").await;
    let reply = ann.request("POST", "/v1/ops/schedules/purge-jobs/trigger").send().await;
    let job = reply.expect(202);
    assert_eq!(reply.header("location"), format!("/v1/jobs/{}", job["id"].as_str().unwrap()));
    assert_eq!(ann.get(reply.header("location")).await.expect(200)["id"], job["id"]);
    let reply = ann.post("/v1/exports", json!({ "kind": "own" })).await;
    let export = reply.expect(202);
    assert_eq!(reply.header("location"), format!("/v1/jobs/{}", export["jobId"].as_str().unwrap()));
    assert_eq!(ann.get(reply.header("location")).await.expect(200)["id"], export["jobId"]);
    let input = json!({ "name": "A program", "scopes": ["read"] });
    let made = ann.post("/v1/me/tokens", input).await;
    assert_eq!((made.status, made.header("location")), (201, ""), "it can't be read by itself");
    app.run_jobs().await;
}

async fn what_is_answered_without_a_body_is_declared_for_every_method(app: TestApp) {
    let (ada, _) = (app.user("ada").await, app.user("bob").await);
    let post = ada.draft("Hello").await;
    ada.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let post = format!("/v1/posts/{}", post["id"].as_str().unwrap());
    let lock = format!("{post}/comments/lock");
    for (operation, path) in [
        ("followUser", "/v1/users/@bob/follow"),
        ("unfollowUser", "/v1/users/@bob/follow"),
        ("setNotificationPreferences", "/v1/me/notification-preferences"),
        ("updateMe", "/v1/me"),
        ("lockComments", lock.as_str()),
        ("unlockComments", lock.as_str()),
        ("updatePost", post.as_str()),
    ] {
        let request = ada.request(&OPERATIONS[operation].method, path).header("prefer", "return=minimal");
        let has_body = OPERATIONS[operation].has_body();
        let reply = if has_body { request.json(&json!({})).send().await } else { request.send().await };
        assert_eq!(reply.status, 204, "{operation}: {}", reply.text());
        assert!(OPERATIONS[operation].takes("Prefer"), "{operation}");
        let undeclared = reply.headers.keys().map(HeaderName::as_str).filter(|name| !of_all(name));
        let known = declared(operation, "204");
        let undeclared: Vec<_> =
            undeclared.filter(|name| !known.iter().any(|it| it.eq_ignore_ascii_case(name))).collect();
        assert!(undeclared.is_empty(), "{operation}: {undeclared:?}");
    }
    app.run_jobs().await;
}

fn of_all(name: &str) -> bool {
    OF_EVERY_MESSAGE.contains(&name) || OF_DEVELOPMENT.contains(&name)
}

/// The names of the headers that an operation declares for a status; none for a status that it does not declare.
fn declared(operation: &str, status: &str) -> Vec<String> {
    let mut answer = &OPERATIONS[operation].declared["responses"][status];
    if let Some(name) = answer["$ref"].as_str().and_then(|to| to.strip_prefix("#/components/responses/")) {
        answer = &document()["components"]["responses"][name];
    }
    answer["headers"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

#[test]
fn every_header_that_is_referred_to_is_described_once() {
    for (name, header) in document()["components"]["headers"].as_object().unwrap() {
        assert!(header["description"].is_string() && header["schema"] != json!(null), "{name}");
    }
}

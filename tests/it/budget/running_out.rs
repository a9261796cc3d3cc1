//! When there is nothing left.

use chrono::TimeDelta;
use futures::future::join_all;
use presswork_tests::{Actor, Face, Process, Profile, TestApp, each_face, each_profile, run};
use serde_json::json;

use super::SMALL;

/// The tests' requests come through a proxy that says for whom it speaks.
const PROXIED: [(&str, &str); 5] =
    [SMALL[0], SMALL[1], SMALL[2], SMALL[3], ("PRESSWORK__HTTP__TRUSTED_PROXIES", "127.0.0.1")];
const ALLOWED: [(&str, &str); 5] =
    [SMALL[0], SMALL[1], SMALL[2], SMALL[3], ("PRESSWORK__HTTP__CORS_ORIGINS", "https://app.example")];
/// Redis is away from the beginning.
const ALONE: [(&str, &str); 5] = [SMALL[0], SMALL[1], SMALL[2], SMALL[3], ("REDIS_URL", "redis://127.0.0.1:1")];

each_face! {
    with SMALL => who_has_nothing_left_is_refused_in_both_faces_until_it_is_back,
    with PROXIED => everybody_has_a_budget_of_their_own,
}

each_profile! {
    with SMALL => the_most_that_a_request_may_cost_has_to_be_there,
    with SMALL => many_at_once_get_no_more_than_there_is,
    with ALLOWED => a_page_of_another_origin_may_read_the_refusal,
    with ALONE => without_redis_it_is_counted_in_the_process,
}

/// Uses up all but so many points.
async fn use_up(actor: &Actor, but: u64) {
    while actor.get("/v1/rate-limit").await.remaining() > but {}
}

async fn who_has_nothing_left_is_refused_in_both_faces_until_it_is_back(app: TestApp) {
    let ada = app.user("ada").await;
    use_up(&ada, 0).await;
    for face in Face::ALL {
        let refused = ada.through(face).call("createPost", json!({ "input": { "title": "x" } })).await;
        assert_eq!((refused.http.status, refused.http.remaining()), (429, 0), "{face:?}");
        let wait: u64 = refused.http.header("retry-after").parse().unwrap();
        // A point comes back in 24 h / 40.
        assert!((2100..=2161).contains(&wait), "{wait}");
        let problem = refused.refused(429, "budget_exceeded");
        assert_eq!(problem["retryAfter"], wait);
    }
    assert_eq!(app.db_count("posts").await, 0);
    app.advance(TimeDelta::seconds(2161));
    ada.call("me", json!({})).await.ok();
    ada.call("me", json!({})).await.refused(429, "budget_exceeded");
}

async fn everybody_has_a_budget_of_their_own(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let program = ada.program(&["read"]).await;
    app.run_jobs().await;
    use_up(&ada, 0).await;
    ada.call("me", json!({})).await.refused(429, "budget_exceeded");
    bob.call("me", json!({})).await.ok();
    program.call("me", json!({})).await.ok();
    let (one, other) = (app.anonymous().from("192.0.2.1"), app.anonymous().from("192.0.2.2"));
    use_up(&one, 0).await;
    one.call("tags", json!({})).await.refused(429, "budget_exceeded");
    other.call("tags", json!({})).await.ok();
    ada.from("192.0.2.2").call("me", json!({})).await.refused(429, "budget_exceeded");
}

async fn the_most_that_a_request_may_cost_has_to_be_there(app: TestApp) {
    let ada = app.user("ada").await;
    use_up(&ada, 10).await;
    ada.get("/v1/posts?first=100").await.refused(429, "budget_exceeded");
    ada.gql("{ posts(first: 100) { nodes { id } } }", json!({})).await.refused("budget_exceeded");
    let reply = ada.get("/v1/posts?first=40").await;
    assert_eq!((reply.status, reply.remaining()), (200, 9), "what was not used is back");
    let two = "{ a: posts(first: 100) { nodes { id } } b: posts(first: 100) { nodes { id } } }";
    let reply = ada.gql(two, json!({})).await;
    assert_eq!(reply.http.status, 400, "no waiting helps: there are never 42");
    reply.refused("query_too_complex");
    assert_eq!(ada.get("/v1/rate-limit").await.remaining(), 8);
}

async fn many_at_once_get_no_more_than_there_is(app: TestApp) {
    let ada = app.user("ada").await;
    let replies = join_all((0..80).map(|n| {
        let ada = ada.clone();
        async move {
            if n % 2 == 0 {
                ada.get("/v1/me").await.status
            } else {
                ada.gql("{ me { id } }", json!({})).await.http.status
            }
        }
    }));
    let statuses = replies.await;
    let count = |wanted: u16| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!((count(200), count(429)), (40, 40));
}

async fn a_page_of_another_origin_may_read_the_refusal(app: TestApp) {
    let nobody = app.anonymous();
    use_up(&nobody, 0).await;
    let refused = nobody.request("GET", "/v1/posts").header("origin", "https://app.example").send().await;
    refused.refused(429, "budget_exceeded");
    assert_eq!(refused.header("access-control-allow-origin"), "https://app.example");
}

async fn without_redis_it_is_counted_in_the_process(app: TestApp) {
    let nobody = app.anonymous();
    use_up(&nobody, 0).await;
    nobody.get("/v1/tags").await.refused(429, "budget_exceeded");
    nobody.gql("{ tags { nodes { id } } }", json!({})).await.refused("budget_exceeded");
}

#[test]
fn the_processes_of_an_installation_share_the_budgets() {
    run(Profile::Services, Face::Rest, &SMALL, |app: TestApp| async move {
        let ada = app.user("ada").await;
        let other = Process::start_ready("api", &app.environment()).await;
        let there = other.anonymous().with_token(ada.token.as_deref().unwrap());
        assert_eq!(ada.get("/v1/me").await.remaining(), 39);
        assert_eq!(there.get("/v1/me").await.remaining(), 38);
        use_up(&there, 0).await;
        ada.get("/v1/me").await.refused(429, "budget_exceeded");
    });
}

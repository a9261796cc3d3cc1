//! The flood limit, and whose address counts.

use presswork_tests::{Reply, TestApp, each_profile};
use serde_json::json;

/// One request in eight minutes, five at once.
const LIMIT: [(&str, &str); 2] = [("PRESSWORK__HTTP__FLOOD_PER_SECOND", "1"), ("PRESSWORK__HTTP__FLOOD_BURST", "5")];
/// The same behind a proxy that the operator trusts.
const PROXIED: [(&str, &str); 3] = [LIMIT[0], LIMIT[1], ("PRESSWORK__HTTP__TRUSTED_PROXIES", "127.0.0.0/8")];

each_profile! {
    with LIMIT => a_flood_is_stopped_and_told_how_long_to_wait,
    with LIMIT => a_flood_of_graphql_is_stopped_in_its_own_form,
    with LIMIT => what_a_client_says_about_its_address_is_not_believed,
    with PROXIED => a_trusted_proxy_is_believed,
    with PROXIED => what_a_client_says_through_a_proxy_is_not_believed,
}

async fn from(app: &TestApp, forwarded: &str) -> Reply {
    app.anonymous().request("GET", "/v1/tags").header("x-forwarded-for", forwarded).send().await
}

/// Sends until it is refused; how many went through.
async fn until_refused(app: &TestApp, forwarded: &str) -> usize {
    for through in 0..20 {
        if from(app, forwarded).await.status == 429 {
            return through;
        }
    }
    20
}

fn assert_a_burst(through: usize) {
    // A second may pass meanwhile on a busy machine.
    assert!((5..10).contains(&through), "{through} went through");
}

async fn a_flood_is_stopped_and_told_how_long_to_wait(app: TestApp) {
    assert_a_burst(until_refused(&app, "").await);
    let refused = app.anonymous().get("/v1/tags").await;
    let problem = refused.refused(429, "rate_limited");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!(wait >= 1 && problem["retryAfter"] == wait, "{wait}: {problem}");
    assert_eq!(refused.header("x-content-type-options"), "nosniff");
    assert_eq!(refused.header("x-ratelimit-after"), "", "there is one answer to how long");
}

async fn a_flood_of_graphql_is_stopped_in_its_own_form(app: TestApp) {
    let mut replies = Vec::new();
    for _ in 0..10 {
        replies.push(app.anonymous().gql("{ tags { nodes { id } } }", json!({})).await);
    }
    let refused = replies.last().unwrap();
    assert_eq!(refused.http.status, 429);
    let problem = refused.refused("rate_limited");
    let wait: u64 = refused.http.header("retry-after").parse().unwrap();
    assert!(wait >= 1 && problem["retryAfter"] == wait && problem["status"] == 429, "{wait}: {problem}");
}

async fn what_a_client_says_about_its_address_is_not_believed(app: TestApp) {
    assert_a_burst(until_refused(&app, "1.2.3.4").await);
    assert_eq!(from(&app, "5.6.7.8").await.status, 429);
}

async fn a_trusted_proxy_is_believed(app: TestApp) {
    assert_a_burst(until_refused(&app, "1.2.3.4").await);
    assert_eq!(from(&app, "5.6.7.8").await.status, 200);
    assert_a_burst(until_refused(&app, "2001:db8:1:2::3").await);
    assert_eq!(from(&app, "2001:db8:1:2:ffff::9").await.status, 429, "an IPv6 customer has a whole /64");
    assert_eq!(from(&app, "2001:db8:1:3::3").await.status, 200);
}

async fn what_a_client_says_through_a_proxy_is_not_believed(app: TestApp) {
    assert_a_burst(until_refused(&app, "6.6.6.6, 1.2.3.4").await);
    assert_eq!(from(&app, "7.7.7.7, 1.2.3.4").await.status, 429);
    assert_eq!(from(&app, "1.2.3.4, 7.7.7.7").await.status, 200);
    assert_eq!(from(&app, "7.7.7.7, 1.2.3.4, 127.0.0.9").await.status, 429, "through two proxies");
}

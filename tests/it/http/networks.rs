//! Networks from which operators may operate.

use presswork_tests::{TestApp, each_face, each_profile, id_of};
use serde_json::json;

const INSIDE: &str = "10.1.2.3";
const OUTSIDE: &str = "192.0.2.66";
const NETWORKS: [(&str, &str); 2] =
    [("PRESSWORK__HTTP__TRUSTED_PROXIES", "127.0.0.1"), ("PRESSWORK__HTTP__OPS_NETWORKS", "10.0.0.0/8,2001:db8::/32")];

each_face! {
    with NETWORKS => operators_operate_from_their_networks_only,
    with NETWORKS => other_peoples_jobs_are_seen_from_there_only,
    where_no_network_is_named_operators_are_everywhere,
}

each_profile! {
    with NETWORKS => the_page_for_operators_is_there_only,
}

async fn operators_operate_from_their_networks_only(app: TestApp) {
    let eve = app.admin("eve").await;
    let program = eve.program(&["ops"]).await;
    for actor in [&eve, &program] {
        for place in [INSIDE, "2001:db8::7"] {
            actor.from(place).call("queues", json!({})).await.ok();
        }
        for (operation, input) in [
            ("queues", json!({})),
            ("pauseQueue", json!({ "name": "bulk" })),
            ("workers", json!({})),
            ("triggerSchedule", json!({ "name": "purge-jobs" })),
        ] {
            actor.from(OUTSIDE).call(operation, input).await.refused(403, "address_not_allowed");
        }
    }
    eve.from(OUTSIDE).call("auditLog", json!({})).await.ok();
    let moderator = app.moderator("mod").await;
    moderator.from(OUTSIDE).call("queues", json!({})).await.refused(403, "forbidden");
    app.anonymous().from(OUTSIDE).call("queues", json!({})).await.refused(401, "authentication_required");
    app.run_jobs().await;
}

async fn other_peoples_jobs_are_seen_from_there_only(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.admin("eve").await);
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    eve.from(INSIDE).call("job", id_of(&job)).await.ok();
    for operation in ["job", "cancelJob", "discardJob"] {
        eve.from(OUTSIDE).call(operation, id_of(&job)).await.refused(404, "not_found");
    }
    ada.from(OUTSIDE).call("job", id_of(&job)).await.ok();
    app.run_jobs().await;
}

async fn where_no_network_is_named_operators_are_everywhere(app: TestApp) {
    app.admin("eve").await.call("queues", json!({})).await.ok();
}

async fn the_page_for_operators_is_there_only(app: TestApp) {
    let nobody = app.anonymous();
    assert_eq!(nobody.from(INSIDE).get("/ops").await.status, 200);
    nobody.from(OUTSIDE).get("/ops").await.refused(404, "not_found");
}

//! When something that the server needs is away.

use presswork_tests::{TestApp, each_profile, id_of};
use serde_json::json;

each_profile! {
    without_its_database_a_server_says_so_and_stays_alive,
    with [("REDIS_URL", "redis://127.0.0.1:1")] => without_redis_everything_goes_on,
}

async fn without_its_database_a_server_says_so_and_stays_alive(app: TestApp) {
    app.deps.db.close().await;
    let nobody = app.anonymous();
    for path in ["/readyz", "/v1/posts"] {
        let reply = nobody.get(path).await;
        let problem = reply.refused(503, "unavailable");
        assert!(reply.header("retry-after").parse::<u32>().unwrap() >= 1, "{path}");
        assert!(!problem.to_string().to_lowercase().contains("pool"), "no internals: {problem}");
    }
    let reply = nobody.gql("{ posts { nodes { id } } }", json!({})).await;
    assert_eq!(reply.refused("unavailable")["status"], 503);
    nobody.get("/livez").await.expect(200);
}

async fn without_redis_everything_goes_on(app: TestApp) {
    let ready = app.anonymous().get("/readyz").await.expect(200);
    assert_eq!((&ready["status"], &ready["queue"]), (&json!("ok"), &json!("away")));
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    app.run_jobs().await;
    assert_eq!(ada.call("job", id_of(&job)).await.ok()["state"], "succeeded");
}

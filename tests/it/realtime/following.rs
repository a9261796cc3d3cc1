//! What comes down a stream.

use presswork_tests::{TestApp, each_profile, id_of};
use serde_json::json;

each_profile! {
    a_job_is_seen_as_it_is_and_as_it_ends,
    the_feed_tells_of_posts_as_they_are_published,
    a_post_that_was_withdrawn_meanwhile_is_not_told,
    operators_see_queues_change,
    a_stream_is_neither_kept_nor_compressed_nor_held_back,
}

async fn a_job_is_seen_as_it_is_and_as_it_ends(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    let topic = format!("job:{}", job["id"].as_str().unwrap());
    let mut events = ada.follow(&topic).await;
    assert_eq!(events.expect("ready").await.data, json!({ "topics": [topic] }));
    assert_eq!(events.expect("jobUpdated").await.data, job, "as it is, in the form of every read");
    app.run_jobs().await;
    loop {
        let told = events.expect("jobUpdated").await.data;
        if told["state"] == "succeeded" {
            assert_eq!(told, ada.call("job", id_of(&job)).await.ok());
            return;
        }
    }
}

async fn the_feed_tells_of_posts_as_they_are_published(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let mut events = nobody.follow("feed").await;
    let ready = events.expect("ready").await;
    for title in ["One", "Two"] {
        let post = ada.published(title).await;
        let told = events.expect("postPublished").await;
        assert_eq!(told.data, nobody.call("post", id_of(&post)).await.ok());
        assert_ne!(told.id, ready.id);
    }
    app.run_jobs().await;
}

async fn a_post_that_was_withdrawn_meanwhile_is_not_told(app: TestApp) {
    let ada = app.user("ada").await;
    let start = ada.follow("feed").await.expect("ready").await.id;
    let post = ada.published("Withdrawn").await;
    ada.call("unpublishPost", id_of(&post)).await.ok();
    ada.published("Stays").await;
    let mut events = ada.follow_after("feed", &start).await;
    assert_eq!(events.until("postPublished").await.data["title"], "Stays");
    app.run_jobs().await;
}

async fn operators_see_queues_change(app: TestApp) {
    let ann = app.admin("ann").await;
    let mut events = ann.follow("ops").await;
    events.expect("ready").await;
    let before = events.expect("operationsUpdated").await.data;
    assert_eq!(before["queues"][1]["pausedAt"], json!(null));
    let paused = ann.call("pauseQueue", json!({ "name": "standard" })).await.ok();
    let after = events.expect("operationsUpdated").await.data;
    assert_eq!(after["queues"][1], paused);
    assert_eq!(after["workers"], json!([]));
}

async fn a_stream_is_neither_kept_nor_compressed_nor_held_back(app: TestApp) {
    let nobody = app.anonymous();
    let request = nobody.request("GET", "/v1/stream?topics=feed").header("accept-encoding", "gzip, br");
    let events = request.follow().await;
    let header = |name: &str| events.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
    for absent in ["content-encoding", "etag", "content-length"] {
        assert_eq!(header(absent), None, "{absent}");
    }
    let head = nobody.request("HEAD", "/v1/stream?topics=feed").header("accept", "text/event-stream").send().await;
    assert_eq!((head.status, head.header("content-type")), (200, "text/event-stream"));
}

//! Workers that die while they look at a picture.

use std::{collections::HashMap, time::Duration};

use chrono::TimeDelta;
use presswork_tests::{Process, TestApp, each_profile, id_of, pictures, until};
use serde_json::json;

use super::files;

each_profile! {
    a_worker_that_dies_over_a_picture_leaves_it_to_the_next,
}

/// So that nobody waits half a minute for a lease.
const QUICK: [(&str, &str); 3] = [
    ("PRESSWORK__JOBS__LEASE", "2s"),
    ("PRESSWORK__JOBS__HEARTBEAT", "500ms"),
    ("PRESSWORK__JOBS__SWEEP_INTERVAL", "200ms"),
];

async fn a_worker_that_dies_over_a_picture_leaves_it_to_the_next(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.sent(&pictures::png(3000, 2000)).await;
    let mut environment: HashMap<_, _> = app.environment();
    environment.extend(QUICK.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let mut worker = Process::start("worker", &environment);
    let running = "SELECT id FROM jobs WHERE kind = 'media.process' AND state = 'running'";
    until("the job runs", async || (!app.db_rows(running, vec![]).await.is_empty()).then_some(())).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    worker.restart();
    let ready = until("the picture is ready", async || {
        let media = ada.call("media", id_of(&media)).await.ok();
        (media["state"] == "ready").then_some(media)
    });
    let ready = ready.await;
    drop(worker);
    app.advance(TimeDelta::hours(2));
    let boss = app.admin("boss").await;
    boss.call("triggerSchedule", json!({ "name": "collect-media" })).await.ok();
    app.run_jobs().await;
    assert_eq!(files(&app).len(), ready["variants"].as_array().unwrap().len(), "nothing of the first run is left");
    assert_eq!(app.db_count("media_blobs").await, 1);
}

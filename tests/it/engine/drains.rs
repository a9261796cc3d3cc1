//! A worker that is asked to drain hears of it at once.

use std::time::Duration;

use presswork_domain::jobs::{JobState, Terms};
use presswork_tests::{TestApp, each_face, until};
use serde_json::json;
use tokio::time::sleep;

use super::deeds::{Nothing, Patient, enqueue, job, registry, until_state, worker};

each_face! {
    a_worker_that_is_drained_takes_nothing_new_after_a_second,
}

async fn a_worker_that_is_drained_takes_nothing_new_after_a_second(app: TestApp) {
    let ann = app.admin("ann").await;
    let drained = worker(&app, registry());
    until("the worker is listed", async || {
        let workers = ann.call("workers", json!({})).await.ok();
        (workers[0]["id"] == drained.worker()).then_some(())
    })
    .await;
    let busy = enqueue(&app, &Patient {}, &Terms::now()).await;
    until_state(&app, busy, JobState::Running).await;
    ann.call("drainWorker", json!({ "id": drained.worker() })).await.ok();
    // The promise is a time; a process reports every ten seconds.
    sleep(Duration::from_secs(1)).await;
    let id = enqueue(&app, &Nothing { n: 1 }, &Terms::now()).await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(job(&app, id).await.state, JobState::Queued, "nothing new is taken");
    assert_eq!(job(&app, busy).await.state, JobState::Running, "what runs goes on");
    let other = worker(&app, registry());
    until_state(&app, id, JobState::Succeeded).await;
    ann.call("cancelJob", json!({ "id": busy.to_string() })).await.ok();
    until_state(&app, busy, JobState::Cancelled).await;
    drained.stop().await;
    other.stop().await;
}

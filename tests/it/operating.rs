//! What operators do: jobs, queues, workers, schedules.

use std::sync::Arc;

use presswork_domain::jobs::QueueName;
use presswork_tests::{TestApp, each_face, id_of, until};
use presswork_worker::{Options, Runtime};
use serde_json::{Value, json};

each_face! {
    a_job_that_waits_is_cancelled_at_once,
    a_job_that_has_ended_can_not_be_cancelled,
    a_dead_job_is_retried_and_succeeds,
    a_dead_job_is_discarded,
    a_paused_queue_gives_nothing_out,
    a_queue_that_does_not_exist_can_not_be_paused,
    a_worker_is_seen_and_drained,
    a_schedule_is_set_off_by_hand_and_paused,
    only_operators_operate,
}

async fn queued_job(app: &TestApp) -> (presswork_tests::Actor, Value) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    (ada, job)
}

async fn dead_job(app: &TestApp) -> Value {
    let (_, job) = queued_job(app).await;
    let sql = "UPDATE jobs SET state = 'dead', attempt = 8, last_error = 'it broke' WHERE kind = 'posts.fan_out'";
    assert_eq!(app.db_run(sql, vec![]).await, 1);
    job
}

async fn a_job_that_waits_is_cancelled_at_once(app: TestApp) {
    let bob = app.user("bob").await;
    let (ada, job) = queued_job(&app).await;
    bob.call("cancelJob", id_of(&job)).await.refused(404, "not_found");
    let cancelled = ada.call("cancelJob", id_of(&job)).await.ok();
    assert_eq!((&cancelled["state"], &cancelled["cancelRequested"]), (&json!("cancelled"), &json!(true)));
    assert_eq!(app.run_jobs().await, 0, "a cancelled job does not run");
}

async fn a_job_that_has_ended_can_not_be_cancelled(app: TestApp) {
    let (ada, job) = queued_job(&app).await;
    app.run_jobs().await;
    ada.call("cancelJob", id_of(&job)).await.refused(409, "job_finished");
    app.admin("ann").await.call("retryJob", id_of(&job)).await.refused(409, "job_not_ended");
}

async fn a_dead_job_is_retried_and_succeeds(app: TestApp) {
    let (job, ann) = (dead_job(&app).await, app.admin("ann").await);
    let retried = ann.call("retryJob", id_of(&job)).await.ok();
    assert_eq!((&retried["state"], &retried["maxAttempts"]), (&json!("queued"), &json!(9)));
    app.run_jobs().await;
    assert_eq!(ann.call("job", id_of(&job)).await.ok()["state"], "succeeded");
}

async fn a_dead_job_is_discarded(app: TestApp) {
    let (job, ann) = (dead_job(&app).await, app.admin("ann").await);
    assert_eq!(ann.call("discardJob", id_of(&job)).await.ok()["state"], "cancelled");
    ann.call("discardJob", id_of(&job)).await.refused(409, "job_not_dead");
}

async fn a_paused_queue_gives_nothing_out(app: TestApp) {
    let ann = app.admin("ann").await;
    let standard = json!({ "name": "standard" });
    let paused = ann.call("pauseQueue", standard.clone()).await.ok();
    assert!(paused["pausedAt"].is_string(), "{paused}");
    let (_, job) = queued_job(&app).await;
    assert_eq!(app.run_jobs().await, 0);
    let queues = ann.call("queues", json!({})).await.ok();
    let queue = queues.as_array().unwrap().iter().find(|queue| queue["name"] == "standard").unwrap();
    assert_eq!((&queue["queued"], &queue["running"]), (&json!(1), &json!(0)));
    assert_eq!(ann.call("resumeQueue", standard).await.ok()["pausedAt"], Value::Null);
    assert_eq!(app.run_jobs().await, 1);
    assert_eq!(ann.call("job", id_of(&job)).await.ok()["state"], "succeeded");
}

async fn a_queue_that_does_not_exist_can_not_be_paused(app: TestApp) {
    let ann = app.admin("ann").await;
    ann.call("pauseQueue", json!({ "name": "express" })).await.refused(400, "unknown_queue");
}

async fn a_worker_is_seen_and_drained(app: TestApp) {
    let ann = app.admin("ann").await;
    let options = Options { queues: vec![QueueName::Bulk], concurrency: 3 };
    let runtime = Runtime::start(Arc::clone(&app.deps), options);
    let name = runtime.worker().to_owned();
    let seen = until("the worker is listed", async || {
        let workers = ann.call("workers", json!({})).await.ok();
        workers.as_array().unwrap().first().cloned()
    })
    .await;
    assert_eq!((&seen["id"], &seen["queues"], &seen["concurrency"]), (&json!(name), &json!(["bulk"]), &json!(3)));
    let drained = ann.call("drainWorker", json!({ "id": name })).await.ok();
    assert!(drained["drainingSince"].is_string(), "{drained}");
    ann.call("drainWorker", json!({ "id": "worker_nobody" })).await.refused(404, "not_found");
    runtime.stop().await;
    assert_eq!(ann.call("workers", json!({})).await.ok(), json!([]), "a worker that stopped is gone");
}

async fn a_schedule_is_set_off_by_hand_and_paused(app: TestApp) {
    let ann = app.admin("ann").await;
    let purge = json!({ "name": "purge-jobs" });
    let job = ann.call("triggerSchedule", purge.clone()).await.ok();
    app.run_jobs().await;
    let done = ann.call("job", id_of(&job)).await.ok();
    assert_eq!((&done["state"], &done["result"]), (&json!("succeeded"), &json!({ "removed": 0 })));
    assert_eq!(ann.call("pauseSchedule", purge.clone()).await.ok()["nextAt"], Value::Null);
    assert!(ann.call("resumeSchedule", purge).await.ok()["nextAt"].is_string());
    ann.call("triggerSchedule", json!({ "name": "nothing" })).await.refused(404, "not_found");
}

async fn only_operators_operate(app: TestApp) {
    let eve = app.editor("eve").await;
    for (operation, arguments) in [
        ("queues", json!({})),
        ("workers", json!({})),
        ("schedules", json!({})),
        ("pauseQueue", json!({ "name": "bulk" })),
        ("triggerSchedule", json!({ "name": "purge-jobs" })),
    ] {
        eve.call(operation, arguments.clone()).await.refused(403, "forbidden");
        app.anonymous().call(operation, arguments).await.refused(401, "authentication_required");
    }
}

//! What operators do: jobs, queues, workers, schedules.

use std::sync::Arc;

use chrono::TimeDelta;
use presswork_domain::{Context, jobs::QueueName, ops};
use presswork_tests::{PASSWORD, TestApp, each_face, id_of, until};
use presswork_worker::{Options, Runtime};
use serde_json::{Value, json};

each_face! {
    a_job_that_waits_is_cancelled_at_once,
    a_job_that_has_ended_can_not_be_cancelled,
    what_others_rely_on_is_called_off_by_operators_alone,
    a_job_that_runs_can_be_neither_retried_nor_discarded,
    a_dead_job_is_retried_and_succeeds,
    what_waits_for_another_try_is_retried_at_once,
    a_dead_job_is_discarded,
    a_paused_queue_gives_nothing_out,
    a_queue_that_does_not_exist_can_not_be_paused,
    a_worker_is_seen_and_drained,
    a_schedule_is_set_off_by_hand_and_paused,
    what_went_through_a_queue_is_shown_minute_by_minute,
    how_full_a_queue_was_is_shown_minute_by_minute,
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

async fn what_others_rely_on_is_called_off_by_operators_alone(app: TestApp) {
    let (ada, ann) = (app.user("ada").await, app.admin("ann").await);
    let thief = ada.program(&["write"]).await;
    let letters = json!({ "kind": "mail.send", "state": "queued" });
    let letter = ada.call("jobs", letters.clone()).await.ok()["data"][0].clone();
    for actor in [&ada, &thief] {
        actor.call("cancelJob", id_of(&letter)).await.refused(403, "forbidden");
        actor.call("cancelJobs", json!({ "input": { "kind": "mail.send" } })).await.ok();
        actor.call("cancelJobs", json!({ "input": {} })).await.ok();
    }
    app.run_jobs().await;
    assert_eq!(ada.call("job", id_of(&letter)).await.ok()["state"], "succeeded");
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "A new access token");

    ann.program(&["read"]).await;
    let own = ann.call("jobs", letters).await.ok()["data"][0].clone();
    assert_eq!(ann.call("cancelJob", id_of(&own)).await.ok()["state"], "cancelled");
    let entries = ann.call("auditLog", json!({ "action": "job.cancelled" })).await.ok();
    assert_eq!(entries["data"].as_array().unwrap().len(), 1, "{entries}");
    assert_eq!((&entries["data"][0]["target"], &entries["data"][0]["actor"]), (&own["id"], &json!(ann.id)));
}

async fn a_job_that_runs_can_be_neither_retried_nor_discarded(app: TestApp) {
    let ((_, job), ann) = (queued_job(&app).await, app.admin("ann").await);
    let sql = "UPDATE jobs SET state = 'running', attempt = 1, worker = 'worker_one' WHERE kind = 'posts.fan_out'";
    assert_eq!(app.db_run(sql, vec![]).await, 1);
    ann.call("retryJob", id_of(&job)).await.refused(409, "job_not_ended");
    ann.call("discardJob", id_of(&job)).await.refused(409, "job_not_dead");
    let still = ann.call("job", id_of(&job)).await.ok();
    assert_eq!((&still["state"], &still["attempt"], &still["maxAttempts"]), (&json!("running"), &json!(1), &json!(8)));
    app.abandon_jobs();
}

async fn a_dead_job_is_retried_and_succeeds(app: TestApp) {
    let (job, ann) = (dead_job(&app).await, app.admin("ann").await);
    let retried = ann.call("retryJob", id_of(&job)).await.ok();
    assert_eq!((&retried["state"], &retried["maxAttempts"]), (&json!("queued"), &json!(9)));
    app.run_jobs().await;
    assert_eq!(ann.call("job", id_of(&job)).await.ok()["state"], "succeeded");
}

async fn what_waits_for_another_try_is_retried_at_once(app: TestApp) {
    let ann = app.admin("ann").await;
    let authors = [app.user("ada").await, app.user("bob").await, app.user("cem").await];
    let mut jobs = Vec::new();
    for author in authors {
        let draft = author.draft("Hello").await;
        jobs.push(author.call("publishPost", id_of(&draft)).await.ok()["job"].clone());
    }
    let later = app.deps.clock.now() + TimeDelta::minutes(40);
    let failed =
        "UPDATE jobs SET state = 'scheduled', attempt = 5, run_at = ?, last_error = 'it broke' WHERE state = 'queued'";
    assert_eq!(app.db_run(failed, vec![later.into()]).await, 3);
    let first = "UPDATE jobs SET attempt = 0 WHERE id = ?";
    let third =
        presswork_domain::ids::parse::<presswork_domain::ids::JobKind>(jobs[2]["id"].as_str().unwrap()).unwrap();
    app.db_run(first, vec![third.uuid().into()]).await;
    assert_eq!(app.run_jobs().await, 0, "they wait");
    let retried = ann.call("retryJob", id_of(&jobs[0])).await.ok();
    assert_eq!((&retried["state"], &retried["maxAttempts"]), (&json!("queued"), &json!(8)));
    ann.call("retryJob", id_of(&jobs[2])).await.refused(409, "job_not_ended");
    let many = ann.call("retryJobs", json!({ "input": { "state": "scheduled", "kind": "posts.fan_out" } })).await.ok();
    app.run_jobs().await;
    assert_eq!(ann.call("job", id_of(&many)).await.ok()["result"]["changed"], 1);
    let mut states = Vec::new();
    for job in &jobs {
        states.push(ann.call("job", id_of(job)).await.ok()["state"].clone());
    }
    assert_eq!(states, ["succeeded", "succeeded", "scheduled"], "what was not tried yet keeps its time");
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
    for operation in ["pauseQueue", "resumeQueue", "queueHistory"] {
        ann.call(operation, json!({ "name": "express" })).await.refused(400, "unknown_queue");
    }
    ann.call("jobs", json!({ "queue": "express" })).await.refused(400, "unknown_queue");
    for operation in ["retryJobs", "discardJobs", "cancelJobs"] {
        ann.call(operation, json!({ "input": { "queue": "express" } })).await.refused(400, "unknown_queue");
    }
    assert_eq!(app.db_count("queues").await, 0, "nothing is paused");
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

/// What every process does every few seconds.
async fn write_history(app: &TestApp) {
    ops::write_history(&Context::system(Arc::clone(&app.deps), "test")).await.unwrap();
}

async fn what_went_through_a_queue_is_shown_minute_by_minute(app: TestApp) {
    let ann = app.admin("ann").await;
    write_history(&app).await;
    app.advance(TimeDelta::minutes(2));
    for _ in 0..2 {
        ann.call("triggerSchedule", json!({ "name": "purge-tokens" })).await.ok();
        app.run_jobs().await;
        write_history(&app).await;
    }
    let bulk = |minutes: i64| json!({ "name": "bulk", "minutes": minutes });
    let history = ann.call("queueHistory", bulk(2)).await.ok();
    let (before, now) = (&history[0], &history[1]);
    assert_eq!(history.as_array().unwrap().len(), 2);
    assert_eq!((&before["enqueued"], &before["succeeded"]), (&json!(0), &json!(0)), "a quiet minute is there too");
    let figures = ["enqueued", "started", "succeeded", "failed"].map(|name| now[name].as_i64().unwrap());
    assert_eq!(figures, [2, 2, 2, 0], "what is written later adds to it");
    assert_eq!(ann.call("queueHistory", json!({ "name": "bulk" })).await.ok().as_array().unwrap().len(), 60);
    for wrong in [0, 1441] {
        let refused = ann.call("queueHistory", bulk(wrong)).await.refused(422, "validation_failed");
        assert_eq!(refused["errors"][0]["pointer"], "/minutes");
    }
    app.advance(TimeDelta::days(2));
    let login = json!({ "input": { "login": ann.username, "password": PASSWORD } });
    let ann = ann.with_tokens(&app.anonymous().call("login", login).await.ok());
    ann.call("triggerSchedule", json!({ "name": "purge-jobs" })).await.ok();
    app.run_jobs().await;
    assert_eq!(app.db_count("queue_history").await, 0, "a day is kept");
}

async fn how_full_a_queue_was_is_shown_minute_by_minute(app: TestApp) {
    let ann = app.admin("ann").await;
    let look = async || ops::look_at_depths(&Context::system(Arc::clone(&app.deps), "test")).await.unwrap();
    let minute = async || ann.call("queueHistory", json!({ "name": "bulk", "minutes": 1 })).await.ok()[0].clone();
    assert_eq!((&minute().await["due"], &minute().await["oldestDueAge"]), (&Value::Null, &Value::Null));
    // The beginning of a minute, so that all of this is in one.
    app.advance(TimeDelta::seconds(60 - app.deps.clock.now().timestamp() % 60));
    for name in ["purge-tokens", "purge-jobs"] {
        ann.call("triggerSchedule", json!({ "name": name })).await.ok();
    }
    app.advance(TimeDelta::seconds(5));
    look().await;
    let now = minute().await;
    let age = now["oldestDueAge"].as_f64().unwrap();
    assert_eq!((&now["due"], &now["enqueued"]), (&json!(2), &json!(0)));
    assert!((5.0..10.0).contains(&age), "{age}");
    app.run_jobs().await;
    look().await;
    app.advance(TimeDelta::seconds(20));
    look().await;
    write_history(&app).await;
    let after = minute().await;
    assert_eq!((&after["due"], &after["oldestDueAge"]), (&json!(2), &json!(age)), "the worst of the minute stays");
    assert_eq!(after["enqueued"], 2, "and what went through comes beside it");
}

async fn only_operators_operate(app: TestApp) {
    let eve = app.editor("eve").await;
    for (operation, arguments) in [
        ("queues", json!({})),
        ("queueHistory", json!({ "name": "bulk" })),
        ("workers", json!({})),
        ("schedules", json!({})),
        ("pauseQueue", json!({ "name": "bulk" })),
        ("triggerSchedule", json!({ "name": "purge-jobs" })),
    ] {
        eve.call(operation, arguments.clone()).await.refused(403, "forbidden");
        app.anonymous().call(operation, arguments).await.refused(401, "authentication_required");
    }
}

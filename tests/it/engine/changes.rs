//! What changes many jobs waits neither behind them nor for a paused queue.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use presswork_domain::{
    Result,
    jobs::{self, ChangeMany, Job, QueueName, Run, Terms},
};
use presswork_tests::{Actor, Profile, TestApp, each_face, id_of, until};
use presswork_worker::Registry;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::deeds::{Urgent, enqueue, enqueue_many, registry, worker_of};

each_face! {
    who_calls_a_backlog_off_does_not_wait_behind_it,
    a_backlog_is_called_off_while_its_queue_is_paused,
    what_is_to_change_a_backlog_is_found_again_when_the_queue_forgets_it,
}

const BACKLOG: usize = 800;

/// Takes a moment, in the queue of what changes many jobs.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Slow {}

impl Job for Slow {
    const KIND: &'static str = "test.slow";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

/// The handlers of the tests, and that of the release for what changes many jobs.
fn handlers() -> Registry {
    registry().with::<ChangeMany, _>(change).with::<Slow, _>(slowly)
}

async fn change(run: Arc<Run>, job: ChangeMany) -> Result<Value> {
    jobs::change_many(&run, &job).await
}

async fn slowly(_run: Arc<Run>, _job: Slow) -> Result<Value> {
    sleep(Duration::from_millis(100)).await;
    Ok(Value::Null)
}

async fn call_off(actor: &Actor, kind: &str) -> Value {
    actor.call("cancelJobs", json!({ "input": { "kind": kind } })).await.ok()
}

async fn done(actor: &Actor, receipt: &Value) -> Value {
    until("the jobs are called off", async || {
        Some(actor.call("job", id_of(receipt)).await.ok()).filter(|job| job["state"] == "succeeded")
    })
    .await
}

async fn left(app: &TestApp, kind: &str) -> usize {
    app.db_rows("SELECT id FROM jobs WHERE state = 'queued' AND kind = ?", vec![kind.into()]).await.len()
}

fn time(job: &Value, name: &str) -> DateTime<Utc> {
    job[name].as_str().unwrap().parse().unwrap()
}

async fn who_calls_a_backlog_off_does_not_wait_behind_it(app: TestApp) {
    let ann = app.admin("ann").await;
    enqueue_many(&app, &vec![Slow {}; BACKLOG]).await;
    app.deps.queue.flush().await;
    let worker = worker_of(&app, handlers(), 2);
    until("the backlog is being worked on", async || (left(&app, Slow::KIND).await < BACKLOG).then_some(())).await;
    let done = done(&ann, &call_off(&ann, Slow::KIND).await).await;
    worker.stop().await;
    // The backlog lasts for 40 s; what a worker has in hand, for a few.
    let took = time(&done, "startedAt") - time(&done, "createdAt");
    assert!(took < TimeDelta::seconds(10), "it began after {took}");
    assert!(done["result"]["changed"].as_u64().unwrap() > 400, "{done}");
    assert_eq!(left(&app, Slow::KIND).await, 0);
    app.abandon_jobs();
}

async fn a_backlog_is_called_off_while_its_queue_is_paused(app: TestApp) {
    let ann = app.admin("ann").await;
    let paused = ann.call("pauseQueue", json!({ "name": "interactive" })).await.ok();
    assert!(paused["pausedAt"].is_string(), "{paused}");
    enqueue_many(&app, &vec![Urgent {}; BACKLOG]).await;
    let worker = worker_of(&app, handlers(), 2);
    let done = done(&ann, &call_off(&ann, Urgent::KIND).await).await;
    assert_eq!(done["result"], json!({ "changed": BACKLOG, "skipped": 0 }));
    let other = enqueue(&app, &Urgent {}, &Terms::now()).await;
    sleep(Duration::from_millis(300)).await;
    let other = ann.call("job", json!({ "id": other.to_string() })).await.ok();
    assert_eq!(other["state"], "queued", "everything else goes on waiting");
    worker.stop().await;
    app.abandon_jobs();
}

async fn what_is_to_change_a_backlog_is_found_again_when_the_queue_forgets_it(app: TestApp) {
    let ann = app.admin("ann").await;
    ann.call("pauseQueue", json!({ "name": "interactive" })).await.ok();
    enqueue_many(&app, &vec![Urgent {}; BACKLOG]).await;
    let receipt = call_off(&ann, Urgent::KIND).await;
    app.deps.queue.flush().await;
    forget(&app).await;
    let worker = worker_of(&app, handlers(), 2);
    assert_eq!(done(&ann, &receipt).await["result"]["changed"], BACKLOG);
    worker.stop().await;
    app.abandon_jobs();
}

/// Empties the list of the queue, where there is one.
async fn forget(app: &TestApp) {
    if app.profile == Profile::Services {
        let client = redis::Client::open(app.deps.settings.redis.url.expose()).unwrap();
        let mut redis = client.get_multiplexed_async_connection().await.unwrap();
        let list = format!("{}:queue:interactive", app.deps.settings.redis.prefix);
        redis::cmd("DEL").arg(list).query_async::<()>(&mut redis).await.unwrap();
    }
}

//! A backlog: what people wait for goes past it, and nothing of it stays in Redis.

use std::time::Duration;

use chrono::TimeDelta;
use presswork_domain::jobs::Terms;
use presswork_tests::{Face, Profile, TestApp, each_profile, run, until, variable};
use tokio::time::sleep;

use super::deeds::{Nothing, Urgent, enqueue, enqueue_many, job, registry, until_done, worker};

each_profile! {
    somebody_waits_for_no_backlog,
}

#[test]
fn redis_keeps_nothing_of_jobs_that_have_ended() {
    run(Profile::Services, Face::Rest, &[], nothing_is_kept);
}

/// The promise, for a million jobs in a release build. The backlog of the suite is smaller, `PRESSWORK_BACKLOG` sets it; and
/// as its machine is busy with other tests, it holds for the one in the middle there.
const PROMISE: TimeDelta = TimeDelta::milliseconds(250);
const URGENT: usize = 100;

async fn somebody_waits_for_no_backlog(app: TestApp) {
    let long = variable("PRESSWORK_BACKLOG").map(|size| size.parse::<u32>().unwrap());
    let size = long.unwrap_or(40_000);
    let backlog: Vec<_> = (0..size).map(|n| Nothing { n }).collect();
    for part in backlog.chunks(10_000) {
        enqueue_many(&app, part).await;
    }
    let worker = worker(&app, registry());
    let mut urgent = Vec::new();
    for _ in 0..URGENT {
        urgent.push(enqueue(&app, &Urgent {}, &Terms::now()).await);
        sleep(Duration::from_millis(3)).await;
    }
    let left = app.db_due_jobs().await;
    let mut waits = Vec::new();
    for id in urgent {
        let begun = until("it has begun", async || job(&app, id).await.started_at).await;
        waits.push(begun - job(&app, id).await.created_at);
    }
    worker.stop().await;
    app.abandon_jobs();
    assert!(left > 0, "the backlog was gone before the last urgent job: nothing is shown");
    waits.sort_unstable();
    let (median, p99) = (waits[URGENT / 2], waits[URGENT * 99 / 100 - 1]);
    presswork_tests::say(&format!("behind {size} jobs: p50 {median}, p99 {p99}, {left} left"));
    assert!(if long.is_some() { p99 } else { median } < PROMISE, "{waits:?}");
}

async fn nothing_is_kept(app: TestApp) {
    let jobs: Vec<_> = (0..3_000).map(|n| Nothing { n }).collect();
    enqueue_many(&app, &jobs).await;
    app.deps.queue.flush().await;
    assert!(!keys(&app).await.is_empty(), "the ids are there before");
    let worker = worker(&app, registry());
    until_done(&app).await;
    // Ids that the sweeper has told twice go as the others do.
    until("no key is left", async || keys(&app).await.is_empty().then_some(())).await;
    worker.stop().await;
    assert_eq!(keys(&app).await, Vec::<String>::new());
}

/// Every key of this installation, but for the log of events, which is capped and knows nothing of these jobs.
async fn keys(app: &TestApp) -> Vec<String> {
    let client = redis::Client::open(app.deps.settings.redis.url.expose()).unwrap();
    let mut redis = client.get_multiplexed_async_connection().await.unwrap();
    let pattern = format!("{}:*", app.deps.settings.redis.prefix);
    let all: Vec<String> = redis::cmd("KEYS").arg(pattern).query_async(&mut redis).await.unwrap();
    all.into_iter().filter(|key| !key.ends_with(":events")).collect()
}

//! The progress of a long job.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use presswork_domain::{
    Context, Result,
    ids::JobId,
    jobs::{self, Job, QueueName, Run},
};
use presswork_tests::{Actor, TestApp, each_profile};
use presswork_worker::{Registry, drain_with};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::sleep;

each_profile! {
    progress_is_seen_at_most_five_times_a_second_and_the_last_word_is_the_end,
}

/// A job that tells a hundred times a second how far it is.
#[derive(Debug, Serialize, Deserialize)]
struct Long;

impl Job for Long {
    const KIND: &'static str = "test.long";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 1;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

const STEPS: i64 = 150;

async fn work(run: Arc<Run>, _: Long) -> Result<Value> {
    for step in 1..=STEPS {
        run.progress(step, Some(STEPS), "counting").await?;
        sleep(Duration::from_millis(10)).await;
    }
    Ok(json!({ "counted": STEPS }))
}

async fn enqueue(app: &TestApp, owner: &Actor) -> JobId {
    let cx = Context::system(Arc::clone(&app.deps), "test");
    let mut tx = cx.begin().await.unwrap();
    let id = jobs::enqueue(&cx, &mut tx, &Long).await.unwrap();
    tx.commit().await.unwrap();
    let give = "UPDATE jobs SET enqueued_by = (SELECT id FROM users WHERE username = ?) WHERE kind = 'test.long'";
    assert_eq!(app.db_run(give, vec![owner.username.clone().into()]).await, 1);
    id
}

async fn progress_is_seen_at_most_five_times_a_second_and_the_last_word_is_the_end(app: TestApp) {
    let ada = app.user("ada").await;
    let id = enqueue(&app, &ada).await;
    let mut events = ada.follow(&format!("job:{id}")).await;
    events.expect("ready").await;
    let registry = Registry::default().with::<Long, _>(work);
    let follow = async {
        let mut seen = Vec::new();
        loop {
            let told = events.expect("jobUpdated").await.data;
            let ended = told["state"] == "succeeded";
            seen.push((told["progress"]["done"].as_i64().unwrap(), Instant::now()));
            if ended {
                assert_eq!((&told["result"], &told["progress"]["done"]), (&json!({ "counted": STEPS }), &json!(STEPS)));
                return seen;
            }
        }
    };
    let (ran, seen) = tokio::join!(drain_with(&app.deps, &registry), follow);
    assert_eq!(ran.unwrap(), 1);
    assert!(seen.len() >= 5, "{seen:?}");
    assert!(seen.is_sorted(), "{seen:?}");
    for some in seen.windows(7) {
        assert!(some[6].1.duration_since(some[0].1) > Duration::from_millis(950), "seven within a second: {seen:?}");
    }
}

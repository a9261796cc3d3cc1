//! What runs is called off, wherever it runs.

use std::collections::BTreeSet;

use presswork_domain::jobs::{JobState, Terms};
use presswork_tests::{TestApp, each_face, until};
use serde_json::json;

use super::deeds::{Patient, enqueue, registry, until_state, worker_of};

each_face! {
    what_runs_is_asked_to_stop_within_a_second_on_whatever_worker,
}

/// Which workers run something.
async fn busy(app: &TestApp) -> BTreeSet<String> {
    let rows = app.db_rows("SELECT worker FROM jobs WHERE state = 'running'", vec![]).await;
    rows.iter().map(|row| row["worker"].as_str().unwrap().to_owned()).collect()
}

async fn what_runs_is_asked_to_stop_within_a_second_on_whatever_worker(app: TestApp) {
    let ann = app.admin("ann").await;
    let workers = [worker_of(&app, registry(), 2), worker_of(&app, registry(), 2)];
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(enqueue(&app, &Patient {}, &Terms::now()).await);
    }
    for id in &ids {
        until_state(&app, *id, JobState::Running).await;
    }
    until("both workers run some", async || (busy(&app).await.len() == 2).then_some(())).await;
    for id in ids {
        let asked = app.deps.clock.now();
        let answer = ann.call("cancelJob", json!({ "id": id.to_string() })).await.ok();
        assert_eq!((&answer["state"], &answer["cancelRequested"]), (&json!("running"), &json!(true)));
        let ended = until_state(&app, id, JobState::Cancelled).await.finished_at.unwrap();
        let took = (ended - asked).num_milliseconds();
        assert!(took <= 1_000, "it took {took} ms");
    }
    for worker in workers {
        worker.stop().await;
    }
}

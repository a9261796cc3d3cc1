//! Thousands of jobs in one statement.

use std::time::{Duration, Instant};

use presswork_domain::jobs::{Job, JobState, QueueName};
use presswork_tests::{TestApp, each_profile};
use serde::{Deserialize, Serialize};

use super::deeds::{Nothing, enqueue_many, job, registry, until_done, worker};

each_profile! {
    many_jobs_are_enqueued_at_once_and_all_of_them_run,
    of_many_jobs_those_whose_key_is_taken_are_passed_over,
    many_jobs_that_are_rolled_back_never_run,
    thousands_of_rows_take_moments,
}

fn all(count: u32) -> Vec<Nothing> {
    (0..count).map(|n| Nothing { n }).collect()
}

async fn many_jobs_are_enqueued_at_once_and_all_of_them_run(app: TestApp) {
    let ids = enqueue_many(&app, &all(7_000)).await;
    assert_eq!((ids.len(), app.db_due_jobs().await), (7_000, 7_000));
    let worker = worker(&app, registry());
    until_done(&app).await;
    let last = job(&app, ids[6_999]).await;
    assert_eq!((last.state, last.attempt, last.result), (JobState::Succeeded, 1, Some(6_999.into())));
    worker.stop().await;
}

/// Once for good per key.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Keyed(u32);

impl Job for Keyed {
    const KIND: &'static str = "test.keyed";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 1;
    const TIMEOUT: Duration = Duration::from_secs(1);
    const ONCE: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(if self.0 == 0 { String::new() } else { self.0.to_string() })
    }
}

async fn of_many_jobs_those_whose_key_is_taken_are_passed_over(app: TestApp) {
    let first = enqueue_many(&app, &[0, 1, 2, 2].map(Keyed)).await;
    assert_eq!(first.len(), 3, "twice the same key in one call is once");
    app.db_run("UPDATE jobs SET state = 'succeeded' WHERE unique_key = '1'", vec![]).await;
    assert_eq!(enqueue_many(&app, &[0, 1, 2, 3].map(Keyed)).await.len(), 1, "once is for good");
    assert_eq!(app.db_count("jobs").await, 4);
    app.abandon_jobs();
}

async fn many_jobs_that_are_rolled_back_never_run(app: TestApp) {
    let cx = super::deeds::cx(&app);
    let mut tx = cx.begin().await.unwrap();
    let terms = presswork_domain::jobs::Terms::now();
    presswork_domain::jobs::enqueue_many(&cx, &mut tx, &all(100), &terms).await.unwrap();
    drop(tx);
    assert_eq!(app.db_count("jobs").await, 0);
}

/// The goal is 50,000 rows a second in a release build; this one has no optimisation and neighbours.
async fn thousands_of_rows_take_moments(app: TestApp) {
    let jobs = all(20_000);
    let began = Instant::now();
    assert_eq!(enqueue_many(&app, &jobs).await.len(), jobs.len());
    let rate = f64::from(20_000) / began.elapsed().as_secs_f64();
    presswork_tests::say(&format!("{rate:.0} jobs a second were enqueued"));
    // One by one it would be a few hundred in a debug build, beside other tests.
    assert!(rate > 500.0, "{rate}");
    app.abandon_jobs();
}

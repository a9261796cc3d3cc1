//! Deadlines, and what a kind says about its failures.

use chrono::TimeDelta;
use presswork_domain::jobs::{self, JobState, Terms};
use presswork_tests::{TestApp, each_profile};
use tokio::time::Instant;

use super::deeds::{Patient, Stubborn, Urgent, cx, enqueue, registry, until_state, worker};

each_profile! {
    a_job_that_has_not_begun_by_its_deadline_is_never_started,
    a_job_that_runs_at_its_deadline_is_called_off,
    a_job_in_time_knows_nothing_of_its_deadline,
    a_retry_lifts_a_deadline_that_has_passed,
    a_kind_decides_about_errors_and_waits_as_it_says,
}

fn within(app: &TestApp, millis: i64) -> Terms {
    Terms::now().by(cx(app).now + TimeDelta::milliseconds(millis))
}

async fn a_job_that_has_not_begun_by_its_deadline_is_never_started(app: TestApp) {
    let id = enqueue(&app, &Urgent {}, &within(&app, -1)).await;
    assert_eq!(app.run_jobs().await, 0, "not even before anybody has swept");
    let worker = worker(&app, registry());
    let job = until_state(&app, id, JobState::Cancelled).await;
    let why = job.error.as_deref();
    assert_eq!((job.attempt, why), (0, Some("its deadline passed before it could begin")));
    assert!(job.finished_at.is_some());
    worker.stop().await;
}

async fn a_job_that_runs_at_its_deadline_is_called_off(app: TestApp) {
    let worker = worker(&app, registry());
    let began = Instant::now();
    let id = enqueue(&app, &Patient {}, &within(&app, 700)).await;
    let job = until_state(&app, id, JobState::Cancelled).await;
    assert_eq!((job.attempt, job.error.as_deref()), (1, Some("its deadline passed while it ran")));
    let took = began.elapsed().as_millis();
    assert!((650..3_000).contains(&took), "{took}");
    worker.stop().await;
}

async fn a_job_in_time_knows_nothing_of_its_deadline(app: TestApp) {
    let worker = worker(&app, registry());
    let id = enqueue(&app, &Urgent {}, &within(&app, 60_000)).await;
    until_state(&app, id, JobState::Succeeded).await;
    worker.stop().await;
}

async fn a_retry_lifts_a_deadline_that_has_passed(app: TestApp) {
    let worker = worker(&app, registry());
    let id = enqueue(&app, &Urgent {}, &within(&app, -1)).await;
    until_state(&app, id, JobState::Cancelled).await;
    jobs::retry(&cx(&app), id).await.unwrap();
    until_state(&app, id, JobState::Succeeded).await;
    worker.stop().await;
}

async fn a_kind_decides_about_errors_and_waits_as_it_says(app: TestApp) {
    let worker = worker(&app, registry());
    let began = Instant::now();
    let id = enqueue(&app, &Stubborn {}, &Terms::now()).await;
    let job = until_state(&app, id, JobState::Dead).await;
    assert_eq!(job.attempt, 3, "elsewhere a thing that is not there ends a job");
    assert!(began.elapsed().as_millis() >= 40, "it waited at least twice for 20 ms: {:?}", began.elapsed());
    assert_eq!(super::deeds::job(&app, id).await.error.as_deref(), Some("not_found: no such needle"));
    worker.stop().await;
}

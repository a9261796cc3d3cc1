//! Attempts that fail.

use std::time::Duration;

use presswork_domain::jobs::{JobState, QueueName};
use serde_json::Value;

use super::house::{Deed, House, Late, Stranger, registry};
use crate::{Registry, drain_with};

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_counts_as_an_attempt_and_the_worker_goes_on() {
    let house = House::new().await;
    let runtime = house.start(registry());
    let id = house.enqueue(&Deed::Panic).await;
    let job = house.until(id, JobState::Scheduled).await;
    assert_eq!((job.attempt, job.error.as_deref()), (1, Some("the handler panicked")));
    let next = house.enqueue(&Deed::Succeed).await;
    house.until(next, JobState::Succeeded).await;
    runtime.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_counts_as_an_attempt_and_the_worker_goes_on() {
    let house = House::new().await;
    let runtime = house.start(registry());
    let id = house.enqueue(&Late).await;
    let job = house.until(id, JobState::Dead).await;
    assert_eq!((job.attempt, job.error.as_deref()), (2, Some("not done within 150ms")));
    let next = house.enqueue(&Deed::Succeed).await;
    house.until(next, JobState::Succeeded).await;
    runtime.stop().await;
}

#[tokio::test]
async fn the_ledger_says_why_without_giving_internals_away() {
    let house = House::new().await;
    let id = house.enqueue(&Deed::Fail).await;
    drain_with(&house.deps, &registry()).await.unwrap();
    let why = house.job(id).await.error.unwrap();
    assert!(why.starts_with("unavailable:") && !why.contains("mail.internal"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_begins_to_the_moment_however_seldom_the_ledger_is_swept() {
    let house = House::with(&[("PRESSWORK__JOBS__SWEEP_INTERVAL", "1m")]).await;
    let runtime = house.start(registry());
    let id = house.enqueue(&Deed::Wait).await;
    let job = house.until(id, JobState::Succeeded).await;
    let late = job.started_at.unwrap() - job.run_at;
    assert!(job.attempt == 2 && late.num_milliseconds() < 200, "{late}");
    runtime.stop().await;
}

#[tokio::test]
async fn a_job_that_can_never_succeed_is_dead_at_once() {
    let house = House::new().await;
    let id = house.enqueue(&Deed::Forbidden).await;
    drain_with(&house.deps, &registry()).await.unwrap();
    let job = house.job(id).await;
    assert_eq!((job.state, job.attempt), (JobState::Dead, 1));
}

#[tokio::test]
async fn a_payload_that_does_not_parse_is_parked() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Newer {
        field: String,
    }
    impl presswork_domain::jobs::Job for Newer {
        const KIND: &'static str = "test.stranger";
        const QUEUE: QueueName = QueueName::Bulk;
        const MAX_ATTEMPTS: u32 = 1;
        const TIMEOUT: Duration = Duration::from_secs(1);
    }
    let house = House::new().await;
    let id = house.enqueue(&Stranger).await;
    let registry = Registry::default().with::<Newer, _>(async |_, _: Newer| Ok(Value::Null));
    drain_with(&house.deps, &registry).await.unwrap();
    let job = house.job(id).await;
    assert_eq!(job.state, JobState::Parked);
    assert!(job.error.unwrap().starts_with("this release can't read the payload: "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_lost_its_claim_changes_nothing() {
    let house = House::new().await;
    let id = house.enqueue(&Deed::LoseTheClaim).await;
    drain_with(&house.deps, &registry()).await.unwrap();
    let job = house.job(id).await;
    assert_eq!((job.state, job.result, job.error), (JobState::Running, None, None));
}

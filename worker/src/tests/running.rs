//! Jobs run, whatever tells the workers.

use std::{sync::Arc, time::Duration};

use presswork_domain::jobs::{JobState, ledger};
use serde_json::json;
use tokio::time::Instant;

use super::house::{Deed, House, Stranger, registry};
use crate::{Registry, drain_with};

#[tokio::test(flavor = "multi_thread")]
async fn a_job_enqueued_before_the_start_runs() {
    let house = House::new().await;
    let id = house.enqueue(&Deed::Succeed).await;
    let runtime = house.start(registry());
    let job = house.until(id, JobState::Succeeded).await;
    assert_eq!(job.result, Some(json!({ "attempt": 1 })));
    runtime.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_enqueued_while_idle_runs_at_once() {
    let house = House::new().await;
    let runtime = house.start(registry());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let began = Instant::now();
    let id = house.enqueue(&Deed::Succeed).await;
    house.until(id, JobState::Succeeded).await;
    assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
    runtime.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_jobs_of_every_kind_all_end() {
    let house = House::new().await;
    let mut ids = Vec::new();
    for n in 0..200 {
        ids.push((
            house.enqueue(if n % 10 == 0 { &Deed::Forbidden } else { &Deed::Succeed }).await,
            if n % 10 == 0 { JobState::Dead } else { JobState::Succeeded },
        ));
    }
    let runtime = house.start(registry());
    for (id, state) in ids {
        house.until(id, state).await;
    }
    runtime.stop().await;
}

#[tokio::test]
async fn draining_runs_what_is_due_and_leaves_what_is_not() {
    let house = House::new().await;
    let done = house.enqueue(&Deed::Succeed).await;
    let failed = house.enqueue(&Deed::Fail).await;
    assert_eq!(drain_with(&house.deps, &registry()).await.unwrap(), 2);
    assert_eq!(house.job(done).await.state, JobState::Succeeded);
    assert_eq!(house.job(failed).await.state, JobState::Scheduled);
    assert_eq!(drain_with(&house.deps, &registry()).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_of_unknown_kind_is_parked_until_a_release_knows_it() {
    let house = House::new().await;
    let id = house.enqueue(&Stranger).await;
    let old = house.start(registry());
    let job = house.until(id, JobState::Parked).await;
    assert_eq!((job.attempt, job.error.as_deref()), (0, Some("this release has no handler of test.stranger")));
    old.stop().await;
    let knows = Registry::default().with::<Stranger, _>(async |_, _: Stranger| Ok(json!("hello")));
    let new = house.start(knows);
    assert_eq!(house.until(id, JobState::Succeeded).await.result, Some(json!("hello")));
    new.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_worker_died_runs_again() {
    let house = House::new().await;
    let id = house.enqueue(&Deed::Succeed).await;
    let dead: Arc<str> = "worker_dead".into();
    let (cx, queue) = (house.cx(), presswork_domain::jobs::QueueName::Standard);
    ledger::claim_due(&cx, &dead, queue, 1, Duration::from_millis(300)).await.unwrap();
    let runtime = house.start(registry());
    assert_eq!(house.until(id, JobState::Succeeded).await.attempt, 2);
    runtime.stop().await;
}

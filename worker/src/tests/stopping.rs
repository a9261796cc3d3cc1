//! Stopping, and being killed.

use std::time::Duration;

use presswork_domain::jobs::{JobState, QueueName, ledger};
use tokio::time::{Instant, sleep};

use super::house::{Deed, House, registry};

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_gives_back_what_does_not_end_in_time_without_counting_it() {
    let house = House::with(&[("PRESSWORK__JOBS__SHUTDOWN_GRACE", "200ms")]).await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(house.enqueue(&Deed::Hang).await);
    }
    let runtime = house.start(registry());
    house.until(ids[0], JobState::Running).await;
    // Longer than the grace, which must not have begun yet.
    sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    runtime.stop().await;
    assert!(began.elapsed() >= Duration::from_millis(200), "{:?}", began.elapsed());
    for id in ids {
        let job = house.job(id).await;
        assert_eq!((job.state, job.attempt), (JobState::Queued, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_worker_stops_at_once() {
    let house = House::new().await;
    let runtime = house.start(registry());
    sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    runtime.stop().await;
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn leases_are_renewed_while_a_job_runs_and_run_out_after_a_kill() {
    let times = [("PRESSWORK__JOBS__LEASE", "1s"), ("PRESSWORK__JOBS__HEARTBEAT", "200ms")];
    let house = House::with(&times).await;
    let id = house.enqueue(&Deed::Hang).await;
    let killed = house.start(registry());
    house.until(id, JobState::Running).await;
    sleep(Duration::from_millis(2500)).await;
    assert_eq!(house.job(id).await.attempt, 1);
    drop(killed);
    sleep(Duration::from_millis(1200)).await;
    let successor = house.start_for(&[QueueName::Interactive], registry());
    house.until(id, JobState::Queued).await;
    drop(successor);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_whose_answer_never_arrived_runs_out_although_the_process_lives() {
    let times = [("PRESSWORK__JOBS__LEASE", "1s"), ("PRESSWORK__JOBS__HEARTBEAT", "200ms")];
    let house = House::with(&times).await;
    let runtime = house.start_for(&[QueueName::Interactive], registry());
    let id = house.enqueue(&Deed::Succeed).await;
    let lease = Duration::from_secs(1);
    ledger::claim_due(&house.cx(), &runtime.worker().into(), QueueName::Standard, 1, lease).await.unwrap();
    assert_eq!(house.until(id, JobState::Queued).await.attempt, 1);
    runtime.stop().await;
}

//! Slots: who only waits for somebody outside leaves theirs, and is under the grace of a stop all the same.

use std::time::Duration;

use presswork_domain::jobs::{JobState, QueueName};
use tokio::time::sleep;

use super::house::{Deed, House, registry};

/// Longer than any test.
const FOR_EVER: u64 = 3_600_000;

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_somebody_outside_takes_no_slot() {
    let house = House::new().await;
    let mut asking = Vec::new();
    // More than there are slots.
    for _ in 0..6 {
        asking.push(house.enqueue(&Deed::Ask(FOR_EVER)).await);
    }
    let id = house.enqueue(&Deed::Succeed).await;
    let runtime = house.start(registry());
    house.until(id, JobState::Succeeded).await;
    for id in asking {
        assert_eq!(house.job(id).await.state, JobState::Running);
    }
    drop(runtime);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_gives_what_waits_outside_the_same_grace() {
    let house = House::with(&[("PRESSWORK__JOBS__SHUTDOWN_GRACE", "4s")]).await;
    let (answered, silent) = (house.enqueue(&Deed::Ask(2_000)).await, house.enqueue(&Deed::Ask(FOR_EVER)).await);
    let runtime = house.start(registry());
    house.until(silent, JobState::Running).await;
    // Long enough for both to have left their slots.
    sleep(Duration::from_millis(500)).await;
    runtime.stop().await;
    assert_eq!(house.job(answered).await.state, JobState::Succeeded);
    let silent = house.job(silent).await;
    assert_eq!((silent.state, silent.attempt), (JobState::Queued, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_outside_dies_with_its_worker() {
    let times = [("PRESSWORK__JOBS__LEASE", "1s"), ("PRESSWORK__JOBS__HEARTBEAT", "200ms")];
    let house = House::with(&times).await;
    let id = house.enqueue(&Deed::Ask(2_500)).await;
    let killed = house.start(registry());
    house.until(id, JobState::Running).await;
    sleep(Duration::from_millis(500)).await;
    drop(killed);
    // It would have succeeded by then.
    sleep(Duration::from_secs(3)).await;
    assert_eq!(house.job(id).await.state, JobState::Running);
    let successor = house.start_for(&[QueueName::Interactive], registry());
    house.until(id, JobState::Queued).await;
    drop(successor);
}

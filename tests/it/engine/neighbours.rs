//! Rows that this release can't read, or whose queue it does not know, harm nobody else's.

use presswork_domain::jobs::{JobState, QueueName, Terms, ledger};
use presswork_tests::{Profile, TestApp, each_profile};
use std::time::Duration;

use super::deeds::{Nothing, cx, enqueue, enqueue_many, job, registry, until_state, worker};

each_profile! {
    a_payload_that_can_not_be_read_is_parked_alone,
    a_queue_that_is_unknown_holds_up_no_sweep,
}

async fn a_payload_that_can_not_be_read_is_parked_alone(app: TestApp) {
    let ids = enqueue_many(&app, &[Nothing { n: 1 }, Nothing { n: 2 }, Nothing { n: 3 }]).await;
    // PostgreSQL stores nothing but JSON.
    let payload = if app.profile == Profile::Embedded { "{\"n\":" } else { "{\"n\": \"no number\"}" };
    let sql = format!("UPDATE jobs SET payload = '{payload}' WHERE id = ?");
    app.db_run(&sql, vec![ids[1].uuid().into()]).await;
    let first = worker(&app, registry());
    for id in [ids[0], ids[2]] {
        until_state(&app, id, JobState::Succeeded).await;
    }
    let parked = until_state(&app, ids[1], JobState::Parked).await;
    assert_eq!(parked.attempt, 0, "it was no attempt");
    assert!(parked.error.unwrap().starts_with("this release can't read the payload: "));
    first.stop().await;
    // Nor does it keep others parked.
    app.db_run("UPDATE jobs SET state = 'parked' WHERE id = ?", vec![ids[0].uuid().into()]).await;
    let second = worker(&app, registry());
    until_state(&app, ids[0], JobState::Succeeded).await;
    assert_eq!(job(&app, ids[1]).await.state, JobState::Parked);
    second.stop().await;
}

async fn a_queue_that_is_unknown_holds_up_no_sweep(app: TestApp) {
    let lost =
        [enqueue(&app, &Nothing { n: 1 }, &Terms::now()).await, enqueue(&app, &Nothing { n: 2 }, &Terms::now()).await];
    ledger::claim_due(&cx(&app), &"worker_dead".into(), QueueName::Bulk, 2, Duration::ZERO).await.unwrap();
    let later = Terms::at(app.deps.clock.now() + chrono::TimeDelta::milliseconds(300));
    let due = [enqueue(&app, &Nothing { n: 3 }, &later).await, enqueue(&app, &Nothing { n: 4 }, &later).await];
    for id in [lost[0], due[0]] {
        app.db_run("UPDATE jobs SET queue = 'leisure' WHERE id = ?", vec![id.uuid().into()]).await;
    }
    let worker = worker(&app, registry());
    for id in [lost[1], due[1]] {
        until_state(&app, id, JobState::Succeeded).await;
    }
    for id in [lost[0], due[0]] {
        assert_eq!(job(&app, id).await.state, JobState::Queued, "a release that knows the queue finds it due");
    }
    worker.stop().await;
    app.db_run("DELETE FROM jobs WHERE queue = 'leisure'", vec![]).await;
}

//! What the queue hands out, and what of that is claimed.

use std::time::Duration;

use chrono::TimeDelta;
use presswork_domain::{
    Context,
    jobs::{JobState, QueueName, Terms, ledger},
};
use presswork_tests::{TestApp, each_profile};
use serde_json::json;

use super::deeds::{Nothing, cx, enqueue, job};

each_profile! {
    what_is_queued_is_claimed_though_this_clock_is_behind,
    what_is_for_later_is_not_claimed_by_its_id,
    a_paused_queue_is_not_filled_again,
}

/// As a process sees it whose clock goes otherwise.
fn at(app: &TestApp, shift: TimeDelta) -> Context {
    let mut cx = cx(app);
    cx.now += shift;
    cx
}

async fn claimed(app: &TestApp, terms: &Terms) -> usize {
    let id = enqueue(app, &Nothing { n: 1 }, terms).await;
    let behind = at(app, TimeDelta::seconds(-1));
    let claimed = ledger::claim_ids(&behind, &"worker_behind".into(), &[id], Duration::from_secs(30)).await.unwrap();
    let expected = if claimed.is_empty() { JobState::Scheduled } else { JobState::Running };
    assert_eq!(job(app, id).await.state, expected);
    app.abandon_jobs();
    claimed.len()
}

async fn what_is_queued_is_claimed_though_this_clock_is_behind(app: TestApp) {
    assert_eq!(claimed(&app, &Terms::now()).await, 1);
}

async fn what_is_for_later_is_not_claimed_by_its_id(app: TestApp) {
    assert_eq!(claimed(&app, &Terms::at(cx(&app).now + TimeDelta::seconds(60))).await, 0);
}

async fn a_paused_queue_is_not_filled_again(app: TestApp) {
    let ann = app.admin("ann").await;
    ann.call("pauseQueue", json!({ "name": "bulk" })).await.ok();
    enqueue(&app, &Nothing { n: 1 }, &Terms::now()).await;
    app.deps.queue.flush().await;
    // A worker was handed it, and was refused by the claim.
    app.deps.queue.wait(QueueName::Bulk, 1, Duration::ZERO).await.unwrap();
    let filled = async || ledger::undelivered(&at(&app, TimeDelta::minutes(1)), QueueName::Bulk).await.unwrap();
    assert_eq!(filled().await, 0);
    app.db_run("DELETE FROM queues", vec![]).await;
    let knows_ids = app.deps.queue.next(QueueName::Bulk).await.unwrap().is_some();
    assert_eq!(filled().await, usize::from(knows_ids), "without the pause it is brought back");
    app.abandon_jobs();
}

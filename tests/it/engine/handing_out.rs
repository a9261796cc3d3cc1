//! What the queue hands out, and what of that is claimed.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use presswork_domain::{
    Context,
    ids::JobId,
    jobs::{self, JobState, QueueName, Terms, ledger},
    platform::queue::Wake,
};
use presswork_tests::{Face, Profile, TestApp, each_profile, run};
use serde_json::json;

use super::deeds::{Nothing, cx, enqueue, job};

each_profile! {
    what_is_queued_is_claimed_though_this_clock_is_behind,
    what_is_for_later_is_not_claimed_by_its_id,
    a_paused_queue_is_not_filled_again,
}

#[test]
fn what_redis_was_told_of_at_the_same_moment_is_not_told_again() {
    run(Profile::Services, Face::Rest, &[], told_at_the_same_moment);
}

#[test]
fn what_may_be_on_its_way_to_an_empty_redis_is_not_told_yet() {
    run(Profile::Services, Face::Rest, &[], on_its_way);
}

#[test]
fn what_redis_does_not_know_is_told_again_and_comes_first_but_not_at_every_sweep() {
    run(Profile::Services, Face::Rest, &[], not_known);
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

/// As a process sees it at this time.
fn at_time(app: &TestApp, now: DateTime<Utc>) -> Context {
    let mut cx = cx(app);
    cx.now = now;
    cx
}

/// A job of this time, of which Redis has been told.
async fn enqueued_at(app: &TestApp, now: DateTime<Utc>) -> JobId {
    let cx = at_time(app, now);
    let mut tx = cx.begin().await.unwrap();
    let id = jobs::enqueue(&cx, &mut tx, &Nothing { n: 1 }).await.unwrap();
    tx.commit().await.unwrap();
    app.deps.queue.flush().await;
    id
}

/// Redis hands this one out, and nobody runs it.
async fn is_lost(app: &TestApp, id: JobId) {
    app.deps.queue.flush().await;
    assert_eq!(app.deps.queue.wait(QueueName::Bulk, 1, Duration::ZERO).await.unwrap(), Wake::Ids(vec![id]));
}

/// How many a sweep at this time tells Redis of.
async fn told_at(app: &TestApp, now: DateTime<Utc>) -> usize {
    ledger::undelivered(&at_time(app, now), QueueName::Bulk).await.unwrap()
}

/// Of two that were committed in the same moment, the younger one may arrive first.
async fn told_at_the_same_moment(app: TestApp) {
    let begin = app.deps.clock.now();
    let younger = enqueued_at(&app, begin).await;
    enqueued_at(&app, begin - TimeDelta::milliseconds(1_900)).await;
    assert_eq!(app.deps.queue.next(QueueName::Bulk).await.unwrap(), Some(Some(younger)));
    assert_eq!(told_at(&app, begin + TimeDelta::minutes(1)).await, 0);
    app.abandon_jobs();
}

async fn on_its_way(app: TestApp) {
    let begin = app.deps.clock.now();
    let id = enqueued_at(&app, begin).await;
    is_lost(&app, id).await;
    assert_eq!(told_at(&app, begin + TimeDelta::milliseconds(1_900)).await, 0);
    assert_eq!(told_at(&app, begin + TimeDelta::milliseconds(2_100)).await, 1);
    app.abandon_jobs();
}

async fn not_known(app: TestApp) {
    let begin = app.deps.clock.now();
    let older = enqueued_at(&app, begin - TimeDelta::milliseconds(2_100)).await;
    is_lost(&app, older).await;
    enqueued_at(&app, begin).await;
    assert_eq!(told_at(&app, begin).await, 1);
    is_lost(&app, older).await;
    assert_eq!(told_at(&app, begin + TimeDelta::seconds(29)).await, 0);
    assert_eq!(told_at(&app, begin + TimeDelta::seconds(31)).await, 1);
    is_lost(&app, older).await;
    app.abandon_jobs();
}

//! Attempts that died with their worker are kept and counted.

use std::time::Duration;

use chrono::TimeDelta;
use presswork_domain::{
    ids::JobId,
    jobs::{self, JobState, QueueName, Terms, ledger},
    ops,
};
use presswork_tests::{TestApp, each_profile};

use super::deeds::{Nothing, Patient, cx, enqueue, enqueue_many, job, registry, until_state, worker_of};

each_profile! {
    an_attempt_that_died_with_its_worker_is_kept_and_counted,
    what_was_called_off_is_cancelled_when_its_worker_dies,
    what_was_called_off_is_not_given_back_by_a_stop,
    what_was_called_off_does_not_run_again_after_a_failure,
    what_comes_back_has_waited_for_no_worker,
    what_a_dead_worker_had_comes_before_a_backlog,
    what_a_stopped_worker_had_comes_before_a_backlog,
}

async fn an_attempt_that_died_with_its_worker_is_kept_and_counted(app: TestApp) {
    let id = enqueue(&app, &Nothing { n: 1 }, &Terms::now()).await;
    for attempt in 1..=3 {
        let worker = format!("worker_dead{attempt}");
        let cx = cx(&app);
        let claimed = ledger::claim_due(&cx, &worker.into(), QueueName::Bulk, 1, Duration::ZERO).await.unwrap();
        assert_eq!(claimed.len(), 1);
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert_eq!(ledger::rescue(&super::deeds::cx(&app)).await.unwrap(), 1);
        let expected = if attempt < 3 { JobState::Queued } else { JobState::Dead };
        assert_eq!(job(&app, id).await.state, expected);
    }
    let failures = jobs::failures(&cx(&app), id).await.unwrap();
    let seen: Vec<_> = failures.iter().map(|one| (one.attempt, one.worker.as_str(), one.error.as_str())).collect();
    let died = "the worker died while running this job";
    let expected = [(1, "worker_dead1", died), (2, "worker_dead2", died), (3, "worker_dead3", died)];
    assert_eq!(seen, expected);
    let dead = job(&app, id).await;
    assert_eq!(dead.error.as_deref(), Some("the worker died while running this job, too often"));
    assert!(dead.finished_at.is_some());
    let lost = [("kind", "unknown"), ("outcome", "lost")];
    let scrape = app.metrics().scrape().await;
    assert_eq!(scrape.value("presswork_job_attempts_total", &lost), Some(3.0));
}

/// A job that runs and is called off.
async fn called_off(app: &TestApp) -> (JobId, jobs::Claimed) {
    let id = enqueue(app, &Patient {}, &Terms::now()).await;
    let lease = Duration::from_millis(1);
    let claimed = ledger::claim_due(&cx(app), &"worker_one".into(), QueueName::Standard, 1, lease).await.unwrap();
    assert!(jobs::cancel(&cx(app), id).await.unwrap().cancel_requested);
    (id, claimed.into_iter().next().unwrap())
}

async fn ends(app: &TestApp, id: JobId) {
    let job = job(app, id).await;
    assert_eq!((job.state, job.finished_at.is_some()), (JobState::Cancelled, true));
}

async fn what_was_called_off_is_cancelled_when_its_worker_dies(app: TestApp) {
    let (id, _) = called_off(&app).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    ledger::rescue(&cx(&app)).await.unwrap();
    ends(&app, id).await;
}

async fn what_was_called_off_is_not_given_back_by_a_stop(app: TestApp) {
    let (id, _) = called_off(&app).await;
    ledger::release_all(&cx(&app), "worker_one").await.unwrap();
    ends(&app, id).await;
}

async fn what_was_called_off_does_not_run_again_after_a_failure(app: TestApp) {
    let (id, claimed) = called_off(&app).await;
    let outcome = jobs::Outcome::Retry(Duration::ZERO);
    assert!(ledger::fail(&cx(&app), &claimed, &outcome, "it broke").await.unwrap());
    ends(&app, id).await;
    assert_eq!(jobs::failures(&cx(&app), id).await.unwrap().len(), 1, "the attempt is kept all the same");
}

async fn what_comes_back_has_waited_for_no_worker(app: TestApp) {
    let id = enqueue(&app, &Nothing { n: 1 }, &Terms::now()).await;
    for dies in [false, true] {
        let lease = Duration::from_millis(1);
        let claimed = ledger::claim_ids(&cx(&app), &"worker_one".into(), &[id], lease).await.unwrap();
        assert_eq!(claimed.len(), 1);
        app.advance(TimeDelta::minutes(10));
        let back =
            if dies { ledger::rescue(&cx(&app)).await } else { ledger::release_all(&cx(&app), "worker_one").await };
        assert_eq!(back.unwrap(), 1);
        let queues = ops::queues(&cx(&app)).await.unwrap();
        let bulk = queues.iter().find(|queue| queue.name == QueueName::Bulk).unwrap();
        assert_eq!(bulk.queued, 1);
        assert!(bulk.oldest_due_age < 60.0, "{} s, of which it ran nearly all", bulk.oldest_due_age);
    }
    app.abandon_jobs();
}

/// A job that a worker had begun, and behind it a backlog.
async fn begun(app: &TestApp, worker: &str) -> JobId {
    let id = enqueue(app, &Nothing { n: 0 }, &Terms::now()).await;
    let claimed = ledger::claim_ids(&cx(app), &worker.into(), &[id], Duration::from_millis(1)).await.unwrap();
    assert_eq!(claimed.len(), 1);
    let backlog: Vec<_> = (1..=20_000).map(|n| Nothing { n }).collect();
    for part in backlog.chunks(10_000) {
        enqueue_many(app, part).await;
    }
    app.deps.queue.flush().await;
    id
}

/// It is done while most of the backlog is left.
async fn comes_first(app: TestApp, id: JobId) {
    let worker = worker_of(&app, registry(), 1);
    until_state(&app, id, JobState::Succeeded).await;
    let left = app.db_due_jobs().await;
    worker.stop().await;
    app.abandon_jobs();
    assert!(left > 10_000, "{left} of the backlog are left");
}

async fn what_a_dead_worker_had_comes_before_a_backlog(app: TestApp) {
    let id = begun(&app, "worker_dead").await;
    assert_eq!(ledger::rescue(&cx(&app)).await.unwrap(), 1);
    comes_first(app, id).await;
}

async fn what_a_stopped_worker_had_comes_before_a_backlog(app: TestApp) {
    let id = begun(&app, "worker_stopped").await;
    assert_eq!(ledger::release_all(&cx(&app), "worker_stopped").await.unwrap(), 1);
    comes_first(app, id).await;
}

//! Groups: so many at once, so far apart, and nobody else waits for them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use presswork_domain::jobs::{self, GroupLimits, Job, JobState, QueueName, Terms};
use presswork_tests::{TestApp, each_profile, id_of, until};
use presswork_worker::Registry;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::deeds::{Nothing, cx, enqueue, enqueue_many, job, registry, until_done, until_state, worker};

each_profile! {
    never_more_of_a_group_run_at_once_than_it_may,
    a_group_with_many_jobs_delays_nobody_else,
    the_jobs_of_a_group_begin_as_far_apart_as_it_says,
    a_delayed_job_of_a_group_waits_for_its_turn,
    a_held_job_is_called_off_and_retried,
    a_group_goes_on_after_failures,
    what_one_person_sets_in_motion_delays_nobody_else,
}

/// Something with one receiver. Takes a moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Call {
    to: String,
    millis: u64,
}

impl Job for Call {
    const KIND: &'static str = "test.call";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 2;
    const TIMEOUT: Duration = Duration::from_secs(30);
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(3);

    fn group(&self) -> Option<String> {
        Some(self.to.clone())
    }
}

/// The same at a measured pace.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Step(u32);

impl Job for Step {
    const KIND: &'static str = "test.step";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 2;
    const TIMEOUT: Duration = Duration::from_secs(30);
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(5).apart(Duration::from_millis(120));

    fn group(&self) -> Option<String> {
        Some(String::new())
    }
}

fn calls(to: &str, count: usize, millis: u64) -> Vec<Call> {
    vec![Call { to: to.to_owned(), millis }; count]
}

/// How many calls are under way, and how many were at most.
#[derive(Clone, Default)]
struct Tally(Arc<[AtomicUsize; 2]>);

impl Tally {
    async fn call(&self, call: Call) {
        let [now, most] = &*self.0;
        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        sleep(Duration::from_millis(call.millis)).await;
        now.fetch_sub(1, Ordering::SeqCst);
    }

    fn handlers(&self) -> Registry {
        let tally = self.clone();
        registry().with::<Step, _>(async |_, _: Step| Ok(Value::Null)).with::<Call, _>(move |_, call: Call| {
            let tally = tally.clone();
            async move {
                tally.call(call).await;
                Ok(Value::Null)
            }
        })
    }
}

/// How many jobs are in a state.
async fn of_state(app: &TestApp, state: JobState) -> usize {
    app.db_rows("SELECT state FROM jobs WHERE state = ?", vec![state.as_str().into()]).await.len()
}

async fn never_more_of_a_group_run_at_once_than_it_may(app: TestApp) {
    let tally = Tally::default();
    let workers = [worker(&app, tally.handlers()), worker(&app, tally.handlers())];
    enqueue_many(&app, &calls("one", 30, 15)).await;
    enqueue_many(&app, &calls("one", 30, 5)).await;
    until_done(&app).await;
    assert_eq!(tally.0[1].load(Ordering::SeqCst), 3);
    for worker in workers {
        worker.stop().await;
    }
}

async fn a_group_with_many_jobs_delays_nobody_else(app: TestApp) {
    let worker = worker(&app, Tally::default().handlers());
    let slow = enqueue_many(&app, &calls("slow", 200, 300)).await;
    until("the group is full", async || (of_state(&app, JobState::Running).await == 3).then_some(())).await;
    let began = Instant::now();
    let mut others = Vec::new();
    for n in 0..20 {
        others.push(enqueue(&app, &calls(&format!("other {n}"), 1, 1)[0], &Terms::now()).await);
    }
    others.push(enqueue(&app, &Nothing { n: 0 }, &Terms::now()).await);
    for id in others {
        until_state(&app, id, JobState::Succeeded).await;
    }
    assert!(began.elapsed() < Duration::from_secs(5), "all 200 take 20 s: {:?}", began.elapsed());
    assert!(of_state(&app, JobState::Held).await > 100, "of {}", slow.len());
    app.abandon_jobs();
    worker.stop().await;
}

async fn the_jobs_of_a_group_begin_as_far_apart_as_it_says(app: TestApp) {
    let worker = worker(&app, Tally::default().handlers());
    let all: Vec<_> = (0..5).map(Step).collect();
    let ids = enqueue_many(&app, &all).await;
    let mut began = Vec::new();
    for id in ids {
        began.push(until_state(&app, id, JobState::Succeeded).await.started_at.unwrap());
    }
    began.sort();
    for pair in began.windows(2) {
        let apart = (pair[1] - pair[0]).num_milliseconds();
        assert!((90..2_000).contains(&apart), "{apart} ms apart");
    }
    worker.stop().await;
}

async fn a_delayed_job_of_a_group_waits_for_its_turn(app: TestApp) {
    let worker = worker(&app, Tally::default().handlers());
    let first = enqueue_many(&app, &calls("one", 3, 1_500)).await;
    until("the group is full", async || (of_state(&app, JobState::Running).await == 3).then_some(())).await;
    let at = cx(&app).now + chrono::TimeDelta::milliseconds(100);
    let delayed = enqueue(&app, &calls("one", 1, 1)[0], &Terms::at(at)).await;
    until_state(&app, delayed, JobState::Held).await;
    let ran = until_state(&app, delayed, JobState::Succeeded).await;
    let earliest = first.iter().map(|id| job(&app, *id));
    let earliest = futures::future::join_all(earliest).await.into_iter().filter_map(|job| job.finished_at).min();
    assert!(ran.started_at >= earliest, "{:?} {earliest:?}", ran.started_at);
    worker.stop().await;
}

async fn a_held_job_is_called_off_and_retried(app: TestApp) {
    let ids = enqueue_many(&app, &calls("one", 2, 1)).await;
    assert_eq!(job(&app, ids[1]).await.state, JobState::Held);
    jobs::cancel(&cx(&app), ids[1]).await.unwrap();
    assert_eq!(jobs::retry(&cx(&app), ids[1]).await.unwrap().state, JobState::Queued, "its group has room");
    let worker = worker(&app, Tally::default().handlers());
    for id in ids {
        until_state(&app, id, JobState::Succeeded).await;
    }
    worker.stop().await;
}

async fn a_group_goes_on_after_failures(app: TestApp) {
    let handlers = registry().with::<Call, _>(async |run, call: Call| match (run.job.attempt, call.millis) {
        (1, 1) => panic!("the first attempt"),
        (_, 2) => Err(presswork_domain::Error::forbidden("never")),
        _ => Ok(Value::Null),
    });
    let worker = worker(&app, handlers);
    let all: Vec<_> = (0..12).flat_map(|n| calls("one", 1, n % 3)).collect();
    let ids = enqueue_many(&app, &all).await;
    for (n, id) in ids.into_iter().enumerate() {
        let end = if n % 3 == 2 { JobState::Dead } else { JobState::Succeeded };
        until_state(&app, id, end).await;
    }
    worker.stop().await;
}

/// Publishes so many posts; in which states the jobs begin that tell followers.
async fn publish(author: &presswork_tests::Actor, count: usize) -> Vec<String> {
    let mut states = Vec::new();
    for n in 0..count {
        let draft = author.draft(&format!("Post {n} of {}", author.username)).await;
        let receipt = author.call("publishPost", id_of(&draft)).await.ok();
        states.push(receipt["job"]["state"].as_str().unwrap().to_owned());
    }
    states
}

async fn what_one_person_sets_in_motion_delays_nobody_else(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let states = publish(&ada, 12).await;
    assert_eq!(states[..4], ["queued"; 4], "who has nothing waiting does not wait");
    assert!(states[4..].iter().all(|state| state == "held"), "{states:?}");
    assert_eq!(publish(&bob, 1).await, ["queued"], "and nobody waits for another");
    app.run_jobs().await;
    let sql = "SELECT id FROM jobs WHERE kind = 'posts.fan_out' AND state = 'succeeded'";
    assert_eq!(app.db_rows(sql, vec![]).await.len(), 13, "in the end all have run");
}

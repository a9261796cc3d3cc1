//! Redis restarts, hangs or forgets everything: work goes on from SQL, and is quick again when Redis is back.

use std::time::Duration;

use presswork_domain::{
    jobs::{JobState, QueueName, Terms},
    platform::queue::Wake,
};
use presswork_tests::{Face, Process, Profile, Server, TestApp, missing_servers, not_covered, until};
use presswork_worker::Runtime;
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};

use super::deeds::{Nothing, Urgent, enqueue, enqueue_many, registry, until_done, until_state, worker};

/// The promise: how long after Redis' return everything is as it was.
const BACK: Duration = Duration::from_secs(5);
/// A job that waited for less than this was told by Redis: from SQL alone it takes up to a second.
const TOLD: Duration = Duration::from_millis(150);

struct Installation {
    app: TestApp,
    redis: Server,
}

/// On a Redis of its own, that may be killed; none where this machine has no servers.
async fn installation() -> Option<Installation> {
    installation_with(&[]).await
}

/// The same with these settings.
async fn installation_with(settings: &[(&str, &str)]) -> Option<Installation> {
    if !Profile::Services.is_covered() {
        return None;
    }
    if let Some(missing) = missing_servers() {
        not_covered("outages of Redis", &missing);
        return None;
    }
    let redis = Server::redis().await;
    let url = format!("redis://127.0.0.1:{}", redis.port());
    let settings = [settings, &[("REDIS_URL", url.as_str())]].concat();
    let app = TestApp::open(Profile::Services, Face::Rest, &settings).await;
    Some(Installation { app, redis })
}

impl Installation {
    /// How long a job waits.
    async fn pickup(&self) -> Duration {
        let id = enqueue(&self.app, &Urgent {}, &Terms::now()).await;
        let job = until_state(&self.app, id, JobState::Succeeded).await;
        (job.started_at.unwrap() - job.created_at).to_std().unwrap_or_default()
    }

    async fn idle(&self) -> Runtime {
        let worker = worker(&self.app, registry());
        self.quick_within(Duration::from_secs(10)).await;
        worker
    }

    /// Waits until jobs are told by Redis again: three one after the other.
    async fn quick_within(&self, patience: Duration) {
        let began = Instant::now();
        let mut in_a_row = 0;
        let quick = async {
            while in_a_row < 3 {
                in_a_row = if self.pickup().await < TOLD { in_a_row + 1 } else { 0 };
            }
        };
        let ended = timeout(patience, quick).await;
        assert!(ended.is_ok(), "not quick again after {:?}", began.elapsed());
        presswork_tests::say(&format!("quick again {:?} after Redis' return", began.elapsed()));
    }

    /// Jobs that are enqueued while Redis is away begin within moments: at the latest when its silence is noticed and the
    /// ledger has been looked at, which is done every second.
    async fn goes_on_without(&self) {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(4) {
            let waited = self.pickup().await;
            assert!(waited < Duration::from_secs(4), "a job waited {waited:?}");
        }
        let waited = self.pickup().await;
        assert!(waited < Duration::from_millis(1_500), "from SQL every second, but a job waited {waited:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_restarts_delays_nothing_for_long() {
    let Some(mut here) = installation().await else { return };
    let worker = here.idle().await;
    here.redis.kill();
    here.goes_on_without().await;
    here.redis.start_again().await;
    here.quick_within(BACK).await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_hangs_delays_nothing_for_long() {
    let Some(here) = installation().await else { return };
    let worker = here.idle().await;
    here.redis.signal("STOP");
    here.goes_on_without().await;
    here.redis.signal("CONT");
    here.quick_within(BACK).await;
    worker.stop().await;
}

/// It answers whoever asks whether it lives, and takes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_full_delays_nothing_for_long() {
    let Some(here) = installation().await else { return };
    let worker = here.idle().await;
    here.redis.be_full(true).await;
    // It waits for the queue still, and looks in the ledger when that has lasted.
    let waited = here.pickup().await;
    assert!(waited < Duration::from_secs(8), "a job waited {waited:?}");
    for _ in 0..3 {
        let waited = here.pickup().await;
        assert!(waited < Duration::from_millis(1_500), "from SQL every second, but a job waited {waited:?}");
    }
    here.redis.be_full(false).await;
    here.quick_within(BACK).await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_forgets_everything_loses_nothing() {
    let Some(here) = installation().await else { return };
    enqueue_many(&here.app, &vec![Nothing { n: 1 }; 2_000]).await;
    sleep(Duration::from_millis(200)).await;
    here.redis.flush().await;
    let worker = worker(&here.app, registry());
    let began = Instant::now();
    enqueue_many(&here.app, &vec![Nothing { n: 2 }; 100]).await;
    until_done(&here.app).await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    worker.stop().await;
}

/// The first look of a worker does not block, and it is on the connection of the first look that it waits afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_to_read_is_no_outage() {
    if !Profile::Services.is_covered() {
        return;
    }
    let quick = [("PRESSWORK__REDIS__RESPONSE_TIMEOUT", "500ms")];
    let app = TestApp::open(Profile::Services, Face::Rest, &quick).await;
    for patience in [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(2)] {
        let woken = app.deps.queue.wait(QueueName::Bulk, 1, patience).await;
        assert_eq!(woken.unwrap(), Wake::Look, "{patience:?}");
    }
}

/// How often a process has logged that Redis is away, and that it is back.
fn logged(process: &Process) -> (usize, usize) {
    let log = process.log();
    (log.matches("jobs go on from the database").count(), log.matches("Redis is back").count())
}

/// Both who waits for jobs and who tells of them run into it.
#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_redis_is_one_line_when_it_begins_and_one_when_it_ends() {
    let Some(mut here) = installation().await else { return };
    let mut environment = here.app.environment();
    environment.insert("PRESSWORK__LOG__FILTER".to_owned(), "info".to_owned());
    let process = Process::start_ready("serve", &environment).await;
    for outage in 1..=2 {
        here.redis.kill();
        for n in 0..3 {
            let username = format!("reader-{outage}-{n}");
            let email = format!("{username}@example.org");
            let body = json!({ "username": username, "email": email, "password": presswork_tests::PASSWORD });
            process.anonymous().post("/v1/auth/register", body).await.expect(202);
            until_done(&here.app).await;
        }
        assert_eq!(logged(&process), (outage, outage - 1), "{}", process.log());
        here.redis.start_again().await;
        until("Redis is back", async || (logged(&process).1 == outage).then_some(())).await;
        assert_eq!(logged(&process), (outage, outage), "{}", process.log());
    }
    here.app.abandon_jobs();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lag_of_dispatching_is_the_time_from_the_commit_to_redis() {
    let Some(here) = installation_with(&[("PRESSWORK__REDIS__RESPONSE_TIMEOUT", "30s")]).await else { return };
    let metrics = here.app.metrics();
    let lags = async |count: f64| {
        until("Redis has been told", async || {
            let scrape = metrics.scrape().await;
            let of = |part: &str| scrape.value(&format!("presswork_dispatch_lag_seconds_{part}"), &[]);
            of("sum").filter(|_| of("count") == Some(count))
        })
        .await
    };
    enqueue(&here.app, &Nothing { n: 1 }, &Terms::now()).await;
    let before = lags(1.0).await;
    here.redis.signal("STOP");
    let began = Instant::now();
    enqueue(&here.app, &Nothing { n: 2 }, &Terms::now()).await;
    let committed = Instant::now();
    sleep(Duration::from_millis(1_500)).await;
    let least = committed.elapsed().as_secs_f64();
    here.redis.signal("CONT");
    let lag = lags(2.0).await - before;
    let most = began.elapsed().as_secs_f64();
    assert!((least..=most).contains(&lag), "{lag} is not between {least} and {most}");
    here.app.abandon_jobs();
}

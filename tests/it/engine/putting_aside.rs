//! A kind gives a job up, or puts it aside for another release.

use std::time::Duration;

use presswork_domain::{
    Error,
    jobs::{self, Job, JobState, Judgement, QueueName, Terms},
};
use presswork_tests::{TestApp, each_profile};
use presswork_worker::Registry;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::deeds::{cx, enqueue, registry, until_state, worker};

each_profile! {
    what_is_put_aside_waits_for_another_release,
    an_operator_may_try_again_what_is_put_aside,
    a_job_that_is_put_aside_at_its_last_attempt_is_dead,
    what_is_given_up_is_no_alarm,
}

/// Needs something that this release does not have, or is of no use.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Odd {
    Needy,
    Useless,
}

impl Job for Odd {
    const KIND: &'static str = "test.odd";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 2;
    const TIMEOUT: Duration = Duration::from_secs(30);

    fn judge(error: &Error) -> Judgement {
        match error.code() {
            "no_such_codec" => Judgement::Park,
            "no_use" => Judgement::Discard,
            _ => Judgement::of(error),
        }
    }
}

fn handlers() -> Registry {
    registry().with::<Odd, _>(async |_, odd: Odd| match odd {
        Odd::Needy => Err(Error::conflict("no_such_codec", "this release has none")),
        Odd::Useless => Err(Error::conflict("no_use", "nobody wants it")),
    })
}

async fn put_aside(app: &TestApp) -> presswork_domain::ids::JobId {
    let id = enqueue(app, &Odd::Needy, &Terms::now()).await;
    presswork_worker::drain_with(&app.deps, &handlers()).await.unwrap();
    let job = super::deeds::job(app, id).await;
    let why = job.error.as_deref();
    assert_eq!((job.state, job.attempt, why), (JobState::Parked, 1, Some("no_such_codec: this release has none")));
    assert_eq!(jobs::failures(&cx(app), id).await.unwrap().len(), 1, "it was an attempt");
    id
}

async fn what_is_put_aside_waits_for_another_release(app: TestApp) {
    let id = put_aside(&app).await;
    let same = worker(&app, handlers());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(super::deeds::job(&app, id).await.state, JobState::Parked, "the same release does not take it up");
    same.stop().await;
    app.db_run("UPDATE jobs SET parked_by = '0.0.9' WHERE kind = 'test.odd'", vec![]).await;
    let newer = registry().with::<Odd, _>(async |_, _: Odd| Ok(Value::Null));
    let newer = worker(&app, newer);
    assert_eq!(until_state(&app, id, JobState::Succeeded).await.attempt, 2);
    newer.stop().await;
}

async fn an_operator_may_try_again_what_is_put_aside(app: TestApp) {
    let id = put_aside(&app).await;
    assert_eq!(jobs::retry(&cx(&app), id).await.unwrap().state, JobState::Queued);
    let able = registry().with::<Odd, _>(async |_, _: Odd| Ok(Value::Null));
    presswork_worker::drain_with(&app.deps, &able).await.unwrap();
    assert_eq!(super::deeds::job(&app, id).await.state, JobState::Succeeded);
}

async fn a_job_that_is_put_aside_at_its_last_attempt_is_dead(app: TestApp) {
    let id = put_aside(&app).await;
    app.db_run("UPDATE jobs SET parked_by = '0.0.9' WHERE kind = 'test.odd'", vec![]).await;
    let worker = worker(&app, handlers());
    assert_eq!(
        until_state(&app, id, JobState::Dead).await.attempt,
        2,
        "releases do not hand it back and forth for ever"
    );
    worker.stop().await;
}

async fn what_is_given_up_is_no_alarm(app: TestApp) {
    let id = enqueue(&app, &Odd::Useless, &Terms::now()).await;
    presswork_worker::drain_with(&app.deps, &handlers()).await.unwrap();
    let job = super::deeds::job(&app, id).await;
    assert_eq!((job.state, job.error.as_deref()), (JobState::Cancelled, Some("no_use: nobody wants it")));
    assert!(!job.cancel_requested, "nobody called it off");
}

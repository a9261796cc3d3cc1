//! Parents that wait for their children, and steps that stay done.

use std::{sync::Arc, time::Duration};

use presswork_domain::{
    Error, Result,
    ids::JobId,
    jobs::{self, Job, JobState, QueueName, Run, Terms, ledger},
};
use presswork_tests::{TestApp, each_profile, until};
use presswork_worker::Registry;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::deeds::{Nothing, Stubborn, cx, enqueue, job, registry, until_state, worker};

each_profile! {
    a_parent_runs_once_when_its_last_child_has_ended,
    a_parent_knows_of_children_that_failed,
    a_parent_without_children_runs,
    cancelling_a_parent_cancels_its_children,
    children_are_called_off_also_when_their_clock_is_ahead,
    a_parent_that_ended_gets_no_more_children,
    a_parent_that_is_called_off_while_it_runs_is_cancelled,
    a_run_waits_for_the_children_that_it_made,
    a_run_that_died_goes_on_after_its_last_finished_step,
}

/// What comes then: tells how its children stand.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Then {}

impl Job for Then {
    const KIND: &'static str = "test.then";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

/// Makes children, waits for them, and adds up.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Divide {}

impl Job for Divide {
    const KIND: &'static str = "test.divide";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 1;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

/// Hangs in its second step at the first attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Stepwise {}

impl Job for Stepwise {
    const KIND: &'static str = "test.stepwise";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

fn handlers() -> Registry {
    registry().with::<Then, _>(tell).with::<Divide, _>(divide).with::<Stepwise, _>(step_by_step)
}

async fn tell(run: Arc<Run>, _: Then) -> Result<Value> {
    let counts = run.children().await?;
    Ok(json!([counts.total, counts.succeeded, counts.dead, counts.cancelled, counts.remaining]))
}

async fn divide(run: Arc<Run>, _: Divide) -> Result<Value> {
    if run.step_result::<usize>("divide").await?.is_none() {
        let mut tx = run.cx.begin().await?;
        let parts: Vec<_> = (0..3).map(|n| Nothing { n }).collect();
        jobs::enqueue_children(&run.cx, &mut tx, run.job.id, &parts, &Terms::now()).await?;
        run.finish_step(&tx, "divide", &parts.len()).await?;
        run.wait_for_children(&tx).await?;
        tx.commit().await?;
        return Ok(Value::Null);
    }
    Ok(json!(run.children().await?.succeeded))
}

async fn step_by_step(run: Arc<Run>, _: Stepwise) -> Result<Value> {
    let attempt = run.job.attempt;
    let first: u32 = run.step("first", async || Ok(attempt)).await?;
    let second: u32 = run
        .step("second", async || if attempt == 1 { std::future::pending::<Result<u32>>().await } else { Ok(attempt) })
        .await?;
    Ok(json!([first, second]))
}

async fn family<C: Job>(app: &TestApp, children: &[C]) -> (JobId, Vec<JobId>) {
    let cx = cx(app);
    let mut tx = cx.begin().await.unwrap();
    let parent = jobs::enqueue_parent(&cx, &mut tx, &Then {}).await.unwrap();
    let children = jobs::enqueue_children(&cx, &mut tx, parent, children, &Terms::now()).await.unwrap();
    tx.commit().await.unwrap();
    (parent, children)
}

fn parts(count: u32) -> Vec<Nothing> {
    (0..count).map(|n| Nothing { n }).collect()
}

async fn a_parent_runs_once_when_its_last_child_has_ended(app: TestApp) {
    let (parent, children) = family(&app, &parts(1_000)).await;
    let before = job(&app, parent).await;
    let counts = before.children.unwrap();
    assert_eq!((before.state, counts.total, counts.remaining), (JobState::Waiting, 1_000, 1_000));
    let (one, other) = (worker(&app, handlers()), worker(&app, handlers()));
    let done = until_state(&app, parent, JobState::Succeeded).await;
    assert_eq!((done.attempt, done.result), (1, Some(json!([1_000, 1_000, 0, 0, 0]))));
    assert_eq!(job(&app, children[999]).await.parent, Some(parent));
    one.stop().await;
    other.stop().await;
}

async fn a_parent_knows_of_children_that_failed(app: TestApp) {
    let (parent, _) = family(&app, &[Stubborn {}]).await;
    let worker = worker(&app, handlers());
    let done = until_state(&app, parent, JobState::Succeeded).await;
    assert_eq!(done.result, Some(json!([1, 0, 1, 0, 0])));
    worker.stop().await;
}

async fn a_parent_without_children_runs(app: TestApp) {
    let (parent, _) = family(&app, &parts(0)).await;
    let worker = worker(&app, handlers());
    until_state(&app, parent, JobState::Succeeded).await;
    worker.stop().await;
}

async fn cancelling_a_parent_cancels_its_children(app: TestApp) {
    let (parent, _) = family(&app, &parts(450)).await;
    assert_eq!(jobs::cancel(&cx(&app), parent).await.unwrap().state, JobState::Cancelled);
    app.run_jobs().await;
    let counts = job(&app, parent).await.children.unwrap();
    assert_eq!((counts.cancelled, counts.remaining), (450, 0));
}

async fn children_are_called_off_also_when_their_clock_is_ahead(app: TestApp) {
    let (parent, _) = family(&app, &parts(3)).await;
    let ahead = app.deps.clock.now() + chrono::TimeDelta::seconds(20);
    app.db_run("UPDATE jobs SET created_at = ? WHERE parent_id IS NOT NULL", vec![ahead.into()]).await;
    jobs::cancel(&cx(&app), parent).await.unwrap();
    app.run_jobs().await;
    let counts = job(&app, parent).await.children.unwrap();
    assert_eq!((counts.cancelled, counts.remaining), (3, 0));
}

async fn a_parent_that_is_called_off_while_it_runs_is_cancelled(app: TestApp) {
    let (parent, _) = family(&app, &parts(0)).await;
    let called_off = "UPDATE jobs SET state = 'running', cancel_requested_at = created_at WHERE id = ?";
    app.db_run(called_off, vec![parent.uuid().into()]).await;
    let cx = cx(&app);
    let mut tx = cx.begin().await.unwrap();
    let refused = jobs::enqueue_children(&cx, &mut tx, parent, &parts(1), &Terms::now()).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "job_cancelled", .. })), "{refused:?}");
    drop(tx);
    app.abandon_jobs();
}

async fn a_parent_that_ended_gets_no_more_children(app: TestApp) {
    let (parent, _) = family(&app, &parts(0)).await;
    jobs::cancel(&cx(&app), parent).await.unwrap();
    let cx = cx(&app);
    let mut tx = cx.begin().await.unwrap();
    let refused = jobs::enqueue_children(&cx, &mut tx, parent, &parts(1), &Terms::now()).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "job_finished", .. })), "{refused:?}");
}

async fn a_run_waits_for_the_children_that_it_made(app: TestApp) {
    let id = enqueue(&app, &Divide {}, &Terms::now()).await;
    let worker = worker(&app, handlers());
    let done = until_state(&app, id, JobState::Succeeded).await;
    assert_eq!((done.attempt, done.result), (2, Some(json!(3))), "it has one attempt, and waiting is none");
    worker.stop().await;
}

async fn a_run_that_died_goes_on_after_its_last_finished_step(app: TestApp) {
    let id = enqueue(&app, &Stepwise {}, &Terms::now()).await;
    let dies = worker(&app, handlers());
    until("the first step is done", async || (jobs::steps(&cx(&app), id).await.unwrap().len() == 1).then_some(()))
        .await;
    drop(dies);
    let sql = "UPDATE jobs SET lease_until = started_at WHERE state = 'running'";
    assert_eq!(app.db_run(sql, vec![]).await, 1, "the lease is over");
    ledger::rescue(&cx(&app)).await.unwrap();
    let heir = worker(&app, handlers());
    let done = until_state(&app, id, JobState::Succeeded).await;
    assert_eq!(done.result, Some(json!([1, 2])), "the first step is that of the first attempt");
    let steps = jobs::steps(&cx(&app), id).await.unwrap();
    assert_eq!(steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(), ["first", "second"]);
    heir.stop().await;
}

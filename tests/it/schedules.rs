//! Ticks: each once in the whole cluster, missed ones together, none while paused.

use std::sync::Arc;

use chrono::TimeDelta;
use futures::future::join_all;
use presswork_domain::{Context, jobs, ops, platform::db::Engine};
use presswork_tests::{TestApp, each_profile};
use serde_json::{Value, json};

each_profile! {
    a_tick_is_set_off_once_however_many_workers_see_it,
    missed_ticks_come_to_one,
    a_schedule_that_is_new_waits_for_its_first_tick,
    a_paused_schedule_sets_off_nothing_and_goes_on_with_its_next_tick,
    a_clock_that_was_ahead_once_stops_no_schedule,
    tables_that_outgrew_what_is_known_of_them_are_looked_at_once,
}

fn cx(app: &TestApp) -> Context {
    Context::system(Arc::clone(&app.deps), "test")
}

/// What a worker does when it wakes; how many jobs it set off.
async fn tick(app: &TestApp) -> usize {
    ops::tick(&cx(app)).await.unwrap()
}

/// When `purge-jobs` has ticked, and that each tick has a job.
async fn ticks(app: &TestApp) -> usize {
    let sql = "SELECT t.tick_at FROM schedule_ticks t JOIN jobs j ON j.id = t.job_id WHERE t.schedule = 'purge-jobs'";
    app.db_rows(sql, vec![]).await.len()
}

async fn a_tick_is_set_off_once_however_many_workers_see_it(app: TestApp) {
    tick(&app).await;
    for minutes in [10, 10, 10] {
        let before = app.db_count("schedule_ticks").await;
        app.advance(TimeDelta::minutes(minutes));
        let set_off: usize = join_all((0..8).map(|_| tick(&app))).await.into_iter().sum();
        let written = usize::try_from(app.db_count("schedule_ticks").await - before).unwrap();
        assert!(set_off >= 1 && set_off == written, "{set_off} were set off, {written} are written");
        app.run_jobs().await;
    }
    assert_eq!(ticks(&app).await, 3);
    let runs = app.db_rows("SELECT id FROM jobs WHERE kind = 'housekeeping.purge_jobs'", vec![]).await;
    assert_eq!(runs.len(), 3, "one run for each tick");
}

async fn missed_ticks_come_to_one(app: TestApp) {
    tick(&app).await;
    app.advance(TimeDelta::days(3));
    assert_eq!(tick(&app).await, ops::SCHEDULES.len(), "each once");
    assert_eq!(tick(&app).await, 0, "and not again");
    assert_eq!(ticks(&app).await, 1, "of 432");
    app.run_jobs().await;
}

async fn a_schedule_that_is_new_waits_for_its_first_tick(app: TestApp) {
    assert_eq!(tick(&app).await, 0);
    assert_eq!(tick(&app).await, 0);
    app.advance(TimeDelta::minutes(10));
    assert!(tick(&app).await >= 1);
    app.run_jobs().await;
}

async fn a_paused_schedule_sets_off_nothing_and_goes_on_with_its_next_tick(app: TestApp) {
    tick(&app).await;
    let paused = ops::pause_schedule(&cx(&app), "purge-jobs").await.unwrap();
    app.advance(TimeDelta::minutes(25));
    let again = ops::pause_schedule(&cx(&app), "purge-jobs").await.unwrap();
    assert_eq!(again.paused_at, paused.paused_at, "pausing twice is once");
    tick(&app).await;
    assert_eq!(ticks(&app).await, 0);
    let next = ops::resume_schedule(&cx(&app), "purge-jobs").await.unwrap().next_at.unwrap();
    tick(&app).await;
    assert_eq!(ticks(&app).await, 0, "what was missed is not made up for");
    app.advance(next - cx(&app).now);
    tick(&app).await;
    assert_eq!(ticks(&app).await, 1);
    app.run_jobs().await;
}

async fn a_clock_that_was_ahead_once_stops_no_schedule(app: TestApp) {
    let wrong = TimeDelta::days(400);
    app.advance(wrong);
    tick(&app).await;
    app.advance(TimeDelta::minutes(10));
    tick(&app).await;
    assert_eq!(ticks(&app).await, 1);
    app.run_jobs().await;
    let wait = "INSERT INTO job_groups (key, next_at) SELECT 'a group', MAX(tick_at) FROM schedule_ticks";
    app.db_run(wait, vec![]).await;
    app.advance(-wrong);
    tick(&app).await;
    assert_eq!(ticks(&app).await, 1, "each is known anew, and waits for its first tick");
    app.advance(TimeDelta::minutes(10));
    tick(&app).await;
    assert_eq!(ticks(&app).await, 2);
    let schedules = ops::schedules(&cx(&app)).await.unwrap();
    let purge = schedules.iter().find(|schedule| schedule.name == "purge-jobs").unwrap();
    assert!(purge.last_at.unwrap() <= cx(&app).now, "{:?}", purge.last_at);
    app.run_jobs().await;
    assert_eq!(app.db_count("job_groups").await, 0, "no group waits until then");
}

/// The tables that were looked at, by the receipt of a run.
async fn looked_at(app: &TestApp) -> Value {
    let job = ops::trigger_schedule(&cx(app), "refresh-statistics").await.unwrap();
    app.run_jobs().await;
    jobs::receipt(&cx(app), job.id).await.unwrap().result.unwrap()["tables"].clone()
}

async fn tables_that_outgrew_what_is_known_of_them_are_looked_at_once(app: TestApp) {
    if app.deps.db.engine() == Engine::Sqlite {
        return assert_eq!(looked_at(&app).await, json!([]), "SQLite plans without statistics");
    }
    let grow = "INSERT INTO job_groups (key, next_at) SELECT 'group ' || n, now() + interval '1 day' FROM generate_series(?, ?) n";
    app.db_run(grow, vec![1.into(), 3_000.into()]).await;
    assert!(looked_at(&app).await.as_array().unwrap().contains(&json!("job_groups")));
    let known = "SELECT CAST(reltuples AS integer) AS n FROM pg_class WHERE relname = 'job_groups'";
    assert_eq!(app.db_rows(known, vec![]).await, [json!({ "n": 3_000 })]);
    app.db_run(grow, vec![3_001.into(), 4_000.into()]).await;
    assert!(!looked_at(&app).await.as_array().unwrap().contains(&json!("job_groups")), "not yet twice as large");
}

//! Imports whose workers are killed, called off and watched.
//!
//! `PRESSWORK_IMPORTED=100000 PRESSWORK_KILLS=50 cargo test --release --test it imports::killed -- --ignored --nocapture` is the long form: so
//! many posts, so many kills, the time it takes undisturbed, and the most memory that a worker had.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use presswork_domain::imports::{self, ImportForm};
use presswork_tests::{Process, TestApp, each_profile, id_of, say, until, variable};
use serde_json::json;
use tokio::time::sleep;

use super::{
    back, kept,
    operations::{asked, done, elsewhere, look, packed_markdown, send, sent, sum},
    system,
};
use crate::exports::{downloaded, sha256, taken};

each_profile! {
    a_worker_that_is_killed_goes_on_behind_its_last_page,
    a_worker_that_is_killed_while_it_takes_back_goes_on,
    a_worker_that_is_killed_while_it_takes_back_what_was_added_goes_on,
    what_runs_is_called_off_between_two_pages,
    how_far_it_is_can_be_watched,
}

mod measured {
    use presswork_tests::{Face, Profile, run};

    #[test]
    #[ignore = "measures, and takes minutes"]
    fn many_kills_change_nothing_and_memory_stays_small() {
        run(Profile::Services, Face::Rest, &[], super::many_kills_change_nothing_and_memory_stays_small);
    }
}

/// The most memory that a worker may have, in kB: 150 MB.
const MEMORY: u64 = 150 << 10;

/// How long one import may take.
const PATIENCE: Duration = Duration::from_hours(2);

/// A site of so many posts, as an archive, which the site itself exports.
async fn many(app: &TestApp, count: usize) -> Vec<u8> {
    let boss = app.admin("boss").await;
    app.user("ada").await;
    let path = kept(app, &packed_markdown(count));
    let form = ImportForm::Markdown { author: "ada".to_owned(), origin: None };
    let report = imports::apply(&system(app), &path, &form).await.unwrap_or_else(|error| panic!("{}", error.detail()));
    assert_eq!(report.sum(|it| it.conflicts), 0, "{:?}", report.findings);
    let export = taken(app, &boss.again().await, "site").await;
    downloaded(app, &export).await
}

/// How workers are set, so that nobody waits half a minute for a lease.
fn environment(app: &TestApp) -> HashMap<String, String> {
    let mut all = app.environment();
    let quick = [("LEASE", "2s"), ("HEARTBEAT", "500ms"), ("SWEEP_INTERVAL", "200ms")];
    all.extend(quick.iter().map(|(name, value)| (format!("PRESSWORK__JOBS__{name}"), (*value).to_owned())));
    all
}

/// Where the run of an import is.
async fn reached(app: &TestApp) -> Option<String> {
    let rows = app.db_rows("SELECT reached FROM imports WHERE reached IS NOT NULL", vec![]).await;
    rows.first().map(|row| row["reached"].as_str().unwrap().to_owned())
}

async fn attempt(app: &TestApp, kind: &str) -> u64 {
    let rows = app.db_rows("SELECT attempt FROM jobs WHERE kind = ?", vec![kind.into()]).await;
    rows[0]["attempt"].as_u64().unwrap()
}

/// Starts a worker and kills it once it has written something down, and so long after. Tells whether it was in the middle.
async fn killed_once(app: &TestApp, kind: &str, after: Duration) -> bool {
    let (before, began) = ((attempt(app, kind).await, reached(app).await), Instant::now());
    let mut worker = Process::start("worker", &environment(app));
    while attempt(app, kind).await == before.0 || reached(app).await == before.1 {
        assert!(began.elapsed() < PATIENCE, "nothing happens:\n{}", worker.log());
        sleep(Duration::from_millis(2)).await;
    }
    sleep(after).await;
    worker.kill();
    reached(app).await.is_some()
}

/// Lets a worker do the rest; tells how long it took, and the most memory that it had, in kB.
async fn finished(app: &TestApp, kind: &str) -> (Duration, u64) {
    let began = Instant::now();
    let worker = Process::start("worker", &environment(app));
    loop {
        let rows = app.db_rows("SELECT state FROM jobs WHERE kind = ?", vec![kind.into()]).await;
        let state = rows[0]["state"].as_str().unwrap();
        if state == "succeeded" {
            return (began.elapsed(), worker.peak_memory());
        }
        assert!(began.elapsed() < PATIENCE && state != "dead", "it is {state}:\n{}", worker.log());
        sleep(Duration::from_millis(20)).await;
    }
}

/// What a site exports that has nothing but what was taken in: as if nobody had taken it in.
async fn exported(other: &TestApp, from: &TestApp) -> Vec<u8> {
    other.db_run("DELETE FROM users WHERE username = 'chief'", vec![]).await;
    let boss = back(other, from, "boss").await;
    downloaded(other, &taken(other, &boss, "site").await).await
}

async fn a_worker_that_is_killed_goes_on_behind_its_last_page(app: TestApp) {
    let bytes = many(&app, 400).await;
    let (other, chief) = elsewhere(&app).await;
    let import = sent(&chief, &bytes).await;
    let job = chief.call("applyDataImport", id_of(&import)).await.ok();
    for _ in 0..3 {
        assert!(killed_once(&other, "imports.apply", Duration::ZERO).await, "it was killed in the middle");
        assert_eq!(look(&chief, &import).await["state"], "applying");
    }
    finished(&other, "imports.apply").await;
    assert_eq!(attempt(&other, "imports.apply").await, 4);
    let applied = look(&chief, &import).await;
    assert_eq!(
        (sum(&applied, "skipped"), sum(&applied, "conflicts")),
        (0, 0),
        "no page was gone through twice: {applied}"
    );
    assert_eq!(chief.call("job", id_of(&job)).await.ok()["result"]["created"], sum(&applied, "created"));
    let rows = u64::try_from(other.db_number_of("import_rows").await).unwrap();
    assert_eq!(rows, sum(&applied, "created"), "each is written down once");
    assert_eq!(sha256(&exported(&other, &app).await), sha256(&bytes));
    other.abandon_jobs();
}

async fn a_worker_that_is_killed_while_it_takes_back_goes_on(app: TestApp) {
    let bytes = many(&app, 400).await;
    let (other, chief) = elsewhere(&app).await;
    let import = sent(&chief, &bytes).await;
    chief.call("applyDataImport", id_of(&import)).await.ok();
    other.run_jobs().await;
    chief.call("undoDataImport", id_of(&import)).await.ok();
    for _ in 0..2 {
        assert!(killed_once(&other, "imports.undo", Duration::ZERO).await, "it was killed in the middle");
    }
    finished(&other, "imports.undo").await;
    let undone = look(&chief, &import).await;
    assert_eq!((sum(&undone, "skipped"), sum(&undone, "conflicts")), (0, 0), "{undone}");
    for table in ["posts", "slugs", "tags", "search_entries WHERE kind <> 'user'"] {
        assert_eq!(other.db_number_of(table).await, 0, "{table}");
    }
    other.abandon_jobs();
}

async fn a_worker_that_is_killed_while_it_takes_back_what_was_added_goes_on(app: TestApp) {
    let boss = app.admin("boss").await;
    let bytes = packed_markdown(600);
    let form = ImportForm::Markdown { author: "boss".to_owned(), origin: None };
    imports::apply(&system(&app), &kept(&app, &bytes), &form).await.unwrap();
    for table in ["post_tags", "tag_slugs"] {
        let sql = format!("DELETE FROM {table} WHERE tag_id IN (SELECT t.id FROM tags t WHERE t.slug = 'rust')");
        app.db_run(&sql, vec![]).await;
    }
    app.db_run("DELETE FROM tags WHERE slug = 'rust'", vec![]).await;
    let import = asked(&boss, json!({ "form": "markdown", "author": "boss", "size": bytes.len() })).await;
    send(&boss, &import, &bytes).await.expect(200);
    let applied = done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!(sum(&applied, "created"), 600 + 2, "its tag on each post, and the tag with its name: {applied}");
    boss.call("undoDataImport", id_of(&import)).await.ok();
    assert!(killed_once(&app, "imports.undo", Duration::ZERO).await, "it was killed in the middle");
    finished(&app, "imports.undo").await;
    let undone = look(&boss, &import).await;
    let told = (sum(&undone, "created"), sum(&undone, "skipped"), sum(&undone, "conflicts"));
    assert_eq!(told, (600 + 1, 0, 0), "each was taken back once: {undone}");
    for (table, left) in [("posts", 600), ("slugs", 600), ("post_tags", 600), ("tags", 50), ("tag_slugs", 50)] {
        assert_eq!(app.db_number_of(table).await, left, "{table}");
    }
    app.abandon_jobs();
}

async fn what_runs_is_called_off_between_two_pages(app: TestApp) {
    let bytes = many(&app, 1_500).await;
    let (other, chief) = elsewhere(&app).await;
    let import = sent(&chief, &bytes).await;
    let job = chief.call("applyDataImport", id_of(&import)).await.ok();
    let worker = Process::start("worker", &environment(&other));
    until("some are taken in", async || (other.db_number_of("posts").await > 0).then_some(())).await;
    chief.call("cancelJob", id_of(&job)).await.ok();
    until("it has stopped", async || (look(&chief, &import).await["state"] == "stopped").then_some(())).await;
    drop(worker);
    let stopped = look(&chief, &import).await;
    let rows = u64::try_from(other.db_number_of("import_rows").await).unwrap();
    assert_eq!(rows, sum(&stopped, "created"), "what is written down is what is there");
    let posts = other.db_number_of("posts").await;
    assert!((50..1_500).contains(&posts) && posts % 50 == 0, "whole pages: {posts}");
    chief.call("applyDataImport", id_of(&import)).await.ok();
    other.run_jobs().await;
    let applied = look(&chief, &import).await;
    assert_eq!((&applied["state"], sum(&applied, "skipped")), (&json!("applied"), rows), "{applied}");
    chief.call("undoDataImport", id_of(&import)).await.ok();
    other.run_jobs().await;
    assert_eq!(other.db_number_of("posts").await, 0, "of both tries");
    other.abandon_jobs();
}

async fn how_far_it_is_can_be_watched(app: TestApp) {
    let bytes = many(&app, 300).await;
    let (other, chief) = elsewhere(&app).await;
    let import = sent(&chief, &bytes).await;
    let job = chief.call("applyDataImport", id_of(&import)).await.ok();
    let mut events = chief.follow(&format!("job:{}", job["id"].as_str().unwrap())).await;
    events.expect("ready").await;
    let follow = async {
        let mut seen = Vec::new();
        loop {
            let told = events.expect("jobUpdated").await.data;
            seen.push((told["progress"]["done"].as_u64().unwrap(), told["progress"]["total"].clone()));
            if told["state"] == "succeeded" {
                return seen;
            }
        }
    };
    let (_, seen) = tokio::join!(other.run_jobs(), follow);
    let (last, total) = seen.last().unwrap();
    assert_eq!(json!(last), *total);
    let between = seen.iter().filter(|(done, _)| (1..*last).contains(done)).count();
    assert!(seen.is_sorted_by_key(|(done, _)| *done) && between > 0, "{seen:?}");
    other.abandon_jobs();
}

async fn many_kills_change_nothing_and_memory_stays_small(app: TestApp) {
    let number = |name, otherwise| variable(name).map_or(otherwise, |text| text.parse().unwrap());
    let (count, kills) = (number("PRESSWORK_IMPORTED", 100_000), number("PRESSWORK_KILLS", 50));
    let bytes = many(&app, count).await;
    say(&format!("an archive of {count} posts has {} MB", bytes.len() >> 20));
    let (quiet, chief) = elsewhere(&app).await;
    let import = sent(&chief, &bytes).await;
    chief.call("applyDataImport", id_of(&import)).await.ok();
    let (took, peak) = finished(&quiet, "imports.apply").await;
    say(&format!("taken in undisturbed in {} s, at most {} MB of memory", took.as_secs(), peak >> 10));
    let undisturbed = sha256(&exported(&quiet, &app).await);
    quiet.abandon_jobs();

    let (other, chief) = elsewhere(&app).await;
    let import = sent(&chief, &bytes).await;
    chief.call("applyDataImport", id_of(&import)).await.ok();
    let slice = took / u32::try_from(kills * 2).unwrap();
    let mut most = 0;
    for kill in 1..=kills {
        assert!(killed_once(&other, "imports.apply", slice).await, "it had ended before kill {kill}");
        most = kill;
    }
    let (_, last) = finished(&other, "imports.apply").await;
    say(&format!("killed {most} times; the last worker had at most {} MB", last >> 10));
    assert_eq!(sha256(&exported(&other, &app).await), undisturbed);
    assert_eq!(undisturbed, sha256(&bytes));
    other.abandon_jobs();
    assert!(peak < MEMORY, "{peak} kB");
}

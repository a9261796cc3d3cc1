//! What a process tells Prometheus.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use presswork_domain::{
    Context, ids,
    jobs::{
        self, JobFilter, JobState, QueueName,
        ledger::{self, Round},
    },
    page::PageArgs,
};
use presswork_tests::{Process, Scrape, TestApp, each_profile, free_port, until};
use serde_json::json;

use crate::engine::deeds::{Nothing, cx, enqueue_many, worker};

/// The API counts its requests when metrics are served at all.
const SERVED: [(&str, &str); 1] = [("PRESSWORK__METRICS__LISTEN", "127.0.0.1:0")];

each_profile! {
    the_figure_to_scale_on_is_the_age_of_the_oldest_due_job,
    a_job_is_due_by_its_time_even_while_no_worker_lives,
    the_wait_for_a_group_or_a_release_is_no_wait_for_a_worker,
    attempts_are_counted_by_kind_and_outcome_and_timed,
    of_every_kind_it_is_told_that_none_has_died,
    every_job_that_is_taken_back_from_a_dead_worker_is_counted,
    with SERVED => requests_are_counted_by_route_and_made_up_addresses_make_no_series,
    with SERVED => root_fields_are_counted_by_outcome_and_made_up_ones_are_not,
    with POOR => kept_answers_and_what_callers_use_up_are_counted,
    every_family_is_named_as_the_field_does_it,
    both_forms_of_the_text_say_the_same,
    a_database_that_is_away_leaves_no_stale_figures,
    every_process_tells_the_same_of_the_ledger,
}

/// Whoever is not known has few points, for a long time.
const POOR: [(&str, &str); 2] = [("PRESSWORK__BUDGET__ANONYMOUS_POINTS", "30"), ("PRESSWORK__BUDGET__WINDOW", "24h")];

const BULK: (&str, &str) = ("queue", "bulk");

async fn trigger_purge(app: &TestApp) {
    app.admin("ann").await.call("triggerSchedule", json!({ "name": "purge-jobs" })).await.ok();
}

async fn the_figure_to_scale_on_is_the_age_of_the_oldest_due_job(app: TestApp) {
    let idle = app.metrics().scrape().await;
    assert_eq!(idle.value("presswork_queue_oldest_due_age_seconds", &[BULK]), Some(0.0));
    trigger_purge(&app).await;
    app.advance(TimeDelta::seconds(90));
    let waiting = until("the look at the ledger is a new one", async || {
        let scrape = app.metrics().scrape().await;
        (scrape.value("presswork_queue_jobs", &[BULK, ("state", "due")]) == Some(1.0)).then_some(scrape)
    })
    .await;
    let age = waiting.value("presswork_queue_oldest_due_age_seconds", &[BULK]).unwrap();
    assert!((90.0..120.0).contains(&age), "{age}");
    assert_eq!(waiting.value("presswork_queue_oldest_due_age_seconds", &[("queue", "standard")]), Some(0.0));
    assert_eq!(waiting.value("presswork_queue_paused", &[BULK]), Some(0.0));
    app.run_jobs().await;
}

async fn a_job_is_due_by_its_time_even_while_no_worker_lives(app: TestApp) {
    trigger_purge(&app).await;
    app.db_run("UPDATE jobs SET state = 'scheduled' WHERE state = 'queued'", vec![]).await;
    app.advance(TimeDelta::seconds(10));
    let scrape = app.metrics().scrape().await;
    assert_eq!(scrape.value("presswork_queue_jobs", &[BULK, ("state", "due")]), Some(1.0));
    assert_eq!(scrape.value("presswork_queue_jobs", &[BULK, ("state", "scheduled")]), Some(0.0));
    assert!(scrape.value("presswork_queue_oldest_due_age_seconds", &[BULK]).unwrap() >= 10.0);
    app.abandon_jobs();
}

async fn the_wait_for_a_group_or_a_release_is_no_wait_for_a_worker(app: TestApp) {
    let cx = || Context::system(Arc::clone(&app.deps), "test");
    let ada = app.user("ada").await;
    trigger_purge(&app).await;
    for n in 0..6 {
        ada.published(&format!("Post {n}")).await;
    }
    app.db_run("UPDATE jobs SET state = 'parked' WHERE queue = 'bulk'", vec![]).await;
    app.advance(TimeDelta::seconds(600));
    // Four of one person run at once; those have ended now, and two have waited for it.
    let ended =
        "UPDATE jobs SET state = 'succeeded', finished_at = run_at WHERE state = 'queued' AND queue = 'standard'";
    assert_eq!(app.db_run(ended, vec![]).await, 4);
    assert_eq!(ledger::admit_all(&cx(), &mut Round::default()).await.unwrap(), 2);
    assert_eq!(ledger::unpark(&cx(), &parked(&app).await).await.unwrap(), 1);
    let scrape = app.metrics().scrape().await;
    for (queue, due) in [("standard", 2.0), ("bulk", 1.0)] {
        assert_eq!(scrape.value("presswork_queue_jobs", &[("queue", queue), ("state", "due")]), Some(due));
        let age = scrape.value("presswork_queue_oldest_due_age_seconds", &[("queue", queue)]).unwrap();
        assert!(age < 60.0, "{queue}: {age}");
    }
    app.run_jobs().await;
}

/// The parked jobs.
async fn parked(app: &TestApp) -> Vec<ids::JobId> {
    let filter = JobFilter { state: Some(JobState::Parked), ..JobFilter::default() };
    let cx = Context::system(Arc::clone(&app.deps), "test");
    let page = jobs::list(&cx, &PageArgs::default(), &filter).await.unwrap();
    page.edges.into_iter().map(|edge| edge.node.id).collect()
}

async fn attempts_are_counted_by_kind_and_outcome_and_timed(app: TestApp) {
    trigger_purge(&app).await;
    app.run_jobs().await;
    let kind = ("kind", "housekeeping.purge_jobs");
    let scrape = app.metrics().scrape().await;
    assert_eq!(scrape.value("presswork_jobs_enqueued_total", &[BULK]), Some(1.0));
    assert_eq!(scrape.value("presswork_job_attempts_total", &[kind, ("outcome", "succeeded")]), Some(1.0));
    assert_eq!(scrape.value("presswork_job_duration_seconds_count", &[kind]), Some(1.0));
    assert!(scrape.value("presswork_job_duration_seconds_sum", &[kind]).unwrap() > 0.0);
    assert_eq!(scrape.value("presswork_job_pickup_seconds_count", &[BULK]), Some(1.0));
    assert_eq!(scrape.value("presswork_leases_rescued_total", &[]), Some(0.0));
    let payload = "UPDATE jobs SET state = 'queued', finished_at = NULL, kind = 'made.up' WHERE queue = 'bulk'";
    app.db_run(payload, vec![]).await;
    app.run_jobs().await;
    let scrape = app.metrics().scrape().await;
    let parked = [("kind", "unknown"), ("outcome", "parked")];
    assert_eq!(scrape.value("presswork_job_attempts_total", &parked), Some(1.0));
}

/// An increase needs a first value, and the first that dies is the one to hear of.
async fn of_every_kind_it_is_told_that_none_has_died(app: TestApp) {
    let worker = worker(&app, presswork_worker::handlers());
    let scrape = app.metrics().scrape().await;
    for kind in ["housekeeping.purge_jobs", "webhooks.deliver", "comments.tell"] {
        for outcome in ["dead", "lost"] {
            let labels = [("kind", kind), ("outcome", outcome)];
            assert_eq!(scrape.value("presswork_job_attempts_total", &labels), Some(0.0), "{kind} {outcome}");
        }
    }
    worker.stop().await;
}

async fn every_job_that_is_taken_back_from_a_dead_worker_is_counted(app: TestApp) {
    enqueue_many(&app, &vec![Nothing { n: 1 }; 4]).await;
    for (worker, jobs, lease) in [("worker_dead", 3, 10), ("worker_alive", 1, 30)] {
        let lease = Duration::from_mins(lease);
        let claimed = ledger::claim_due(&cx(&app), &worker.into(), QueueName::Bulk, jobs, lease).await.unwrap();
        assert_eq!(claimed.len(), jobs);
    }
    let metrics = app.metrics();
    let rescued = async || metrics.scrape().await.value("presswork_leases_rescued_total", &[]);
    assert_eq!((ledger::rescue(&cx(&app)).await.unwrap(), rescued().await), (0, Some(0.0)));
    app.advance(TimeDelta::minutes(20));
    assert_eq!((ledger::rescue(&cx(&app)).await.unwrap(), rescued().await), (3, Some(3.0)));
    assert_eq!((ledger::rescue(&cx(&app)).await.unwrap(), rescued().await), (0, Some(3.0)));
    app.abandon_jobs();
}

async fn requests_are_counted_by_route_and_made_up_addresses_make_no_series(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let metrics = app.metrics();
    ada.get(&format!("/v1/posts/{}", post["id"].as_str().unwrap())).await.expect(200);
    ada.get("/v1/posts/nothing").await.refused(404, "not_found");
    let route = [("method", "GET"), ("route", "/v1/posts/{id}")];
    let before = metrics.scrape().await;
    for (status, count) in [("200", 1.0), ("404", 1.0)] {
        let labels = [route[0], route[1], ("status", status)];
        assert_eq!(before.value("presswork_http_requests_total", &labels), Some(count), "{status}");
    }
    assert_eq!(before.value("presswork_http_request_duration_seconds_count", &route), Some(2.0));
    ada.get("/made-up").await.refused(404, "not_found");
    let once = metrics.scrape().await.len();
    for n in 0..20 {
        ada.get(&format!("/made-up/{n}")).await.refused(404, "not_found");
        ada.get(&format!("/v1/posts/made-up-{n}")).await.refused(404, "not_found");
    }
    assert_eq!(metrics.scrape().await.len(), once);
    ada.request("BREW", "/v1/posts").send().await;
    ada.request("STEEP", "/v1/posts").send().await;
    let methods = metrics.scrape().await;
    assert_eq!(methods.values_of("method"), ["GET", "POST", "other"]);
}

async fn root_fields_are_counted_by_outcome_and_made_up_ones_are_not(app: TestApp) {
    let nobody = app.anonymous();
    nobody.gql("{ a: posts { nodes { id } } ...more } fragment more on Query { me { id } }", json!({})).await;
    nobody.gql("{ madeUp }", json!({})).await;
    let scrape = app.metrics().scrape().await;
    let field = |field, outcome| {
        let labels = [("operation", "query"), ("field", field), ("outcome", outcome)];
        scrape.value("presswork_graphql_root_fields_total", &labels)
    };
    assert_eq!((field("posts", "ok"), field("me", "error")), (Some(1.0), Some(1.0)));
    assert_eq!(scrape.values_of("field"), ["me", "posts", "several"]);
    let of = |field| {
        scrape.value("presswork_graphql_operation_duration_seconds_count", &[("operation", "query"), ("field", field)])
    };
    assert_eq!((of("several"), of("posts")), (Some(1.0), None));
}

async fn kept_answers_and_what_callers_use_up_are_counted(app: TestApp) {
    let nobody = app.anonymous();
    let mut answered = 0.0;
    while nobody.get("/v1/tags").await.status == 200 {
        answered += 1.0;
    }
    assert!(answered > 2.0, "{answered}");
    let scrape = app.metrics().scrape().await;
    let of = |name, label, value| scrape.value(&format!("presswork_{name}"), &[(label, value)]);
    assert_eq!(of("budget_points_total", "caller", "anonymous"), Some(answered));
    assert_eq!(of("budget_refusals_total", "caller", "anonymous"), Some(1.0));
    assert_eq!(of("budget_refusals_total", "caller", "known"), Some(0.0));
    assert_eq!(of("cache_lookups_total", "outcome", "miss"), Some(1.0));
    assert_eq!(of("cache_lookups_total", "outcome", "hit"), Some(answered - 1.0));
}

async fn every_family_is_named_as_the_field_does_it(app: TestApp) {
    trigger_purge(&app).await;
    app.run_jobs().await;
    let scrape = app.metrics().scrape().await;
    for (name, kind) in &scrape.families {
        assert!(name.starts_with("presswork_") || name.starts_with("process_"), "{name}");
        assert_eq!(name.ends_with("_total"), kind == "counter", "{name} is a {kind}");
        if kind == "histogram" {
            assert!(name.ends_with("_seconds"), "{name} has no unit");
        }
        for unit in ["_ms", "_millis", "_kb", "_minutes"] {
            assert!(!name.contains(unit), "{name} is in no base unit");
        }
    }
    assert_eq!(scrape.value("presswork_build_info", &[("version", env!("CARGO_PKG_VERSION"))]), Some(1.0));
    assert_eq!(scrape.value("presswork_ledger_up", &[]), Some(1.0));
    assert!(scrape.value("process_resident_memory_bytes", &[]).unwrap() > 1e6);
    assert!(scrape.value("process_cpu_seconds_total", &[]).unwrap() > 0.0);
    assert_eq!(scrape.value("presswork_db_connections_max", &[]), Some(4.0));
}

async fn both_forms_of_the_text_say_the_same(app: TestApp) {
    let metrics = app.metrics();
    let accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
    let open = metrics.request("GET", "/metrics").header("accept", accept).send().await;
    assert_eq!(open.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let open = open.text();
    assert!(open.ends_with("# EOF\n") && open.contains("# TYPE presswork_leases_rescued counter\n"), "{open}");
    let samples = |text: &str| {
        text.lines().filter(|line| line.starts_with("presswork_job")).map(str::to_owned).collect::<Vec<_>>()
    };
    let classic = metrics.get("/metrics").await.text();
    assert_eq!(samples(&open), samples(&classic));
}

async fn a_database_that_is_away_leaves_no_stale_figures(app: TestApp) {
    let metrics = app.metrics();
    assert_eq!(metrics.scrape().await.value("presswork_queue_paused", &[BULK]), Some(0.0));
    app.deps.db.close().await;
    let blind = until("the look at the ledger fails", async || {
        let scrape = metrics.scrape().await;
        (scrape.value("presswork_ledger_up", &[]) == Some(0.0)).then_some(scrape)
    })
    .await;
    assert_eq!(blind.value("presswork_queue_paused", &[BULK]), None);
    assert!(blind.value("process_cpu_seconds_total", &[]).is_some(), "the rest is told all the same");
    assert_eq!(metrics.get("/readyz").await.status, 503);
    metrics.get("/livez").await.expect(200);
    app.abandon_jobs();
}

async fn every_process_tells_the_same_of_the_ledger(app: TestApp) {
    let ann = app.admin("ann").await;
    let mut worker = worker_with_metrics(&app).await;
    ann.call("triggerSchedule", json!({ "name": "purge-jobs" })).await.ok();
    let told = |scrape: &Scrape| scrape.value("presswork_workers", &[("state", "active")]);
    let (ours, theirs) = (app.metrics(), worker.1.clone());
    until("both see one worker", async || {
        let both = (told(&ours.scrape().await), told(&theirs.scrape().await));
        (both == (Some(1.0), Some(1.0))).then_some(())
    })
    .await;
    until("the worker has run the job and counted it", async || {
        let labels = [("kind", "housekeeping.purge_jobs"), ("outcome", "succeeded")];
        let scrape = theirs.scrape().await;
        (scrape.value("presswork_job_attempts_total", &labels) == Some(1.0)).then_some(())
    })
    .await;
    theirs.get("/readyz").await.expect(200);
    assert!(worker.0.stop().await.success());
    let history = ann.call("queueHistory", json!({ "name": "bulk", "minutes": 5 })).await.ok();
    let done: i64 = history.as_array().unwrap().iter().map(|minute| minute["succeeded"].as_i64().unwrap()).sum();
    assert_eq!(done, 1, "what a process has counted it writes at its end: {history}");
}

async fn worker_with_metrics(app: &TestApp) -> (Process, presswork_tests::Actor) {
    let port = free_port();
    let mut environment = app.environment();
    environment.insert("PRESSWORK__METRICS__LISTEN".to_owned(), format!("127.0.0.1:{port}"));
    let process = Process::start("worker", &environment);
    let metrics = presswork_tests::Actor::at(&format!("http://127.0.0.1:{port}"));
    until("the worker tells metrics", async || metrics.request("GET", "/livez").try_send().await.is_ok().then_some(()))
        .await;
    (process, metrics)
}

//! Processes that are killed: nothing is lost, and nothing that can be seen happens twice.

use std::{collections::HashMap, sync::Arc};

use futures::future::join_all;
use presswork_tests::{Actor, PASSWORD, Process, SmtpServer, Temper, TestApp, each_profile, free_port, until};
use serde_json::json;
use tokio::sync::Semaphore;

each_profile! {
    an_api_that_dies_between_commit_and_dispatch_loses_nothing,
    a_worker_that_dies_in_the_middle_of_a_mail_sends_the_same_mail_again,
    a_job_that_takes_every_worker_with_it_is_dead_after_its_attempts,
    a_worker_that_is_asked_to_stop_gives_back_what_it_runs,
    a_server_that_dies_among_registrations_keeps_every_promise_it_made,
}

/// How the worker processes of these tests are set, so that nobody waits half a minute for a lease.
const QUICK: [(&str, &str); 3] = [
    ("PRESSWORK__JOBS__LEASE", "2s"),
    ("PRESSWORK__JOBS__HEARTBEAT", "500ms"),
    ("PRESSWORK__JOBS__SWEEP_INTERVAL", "200ms"),
];

fn environment(app: &TestApp, more: &[(&str, &str)]) -> HashMap<String, String> {
    let mut all = app.environment();
    all.extend(QUICK.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    all
}

async fn register(actor: &Actor, username: &str) -> bool {
    let account = json!({ "username": username, "email": address(username), "password": PASSWORD });
    let sent = actor.request("POST", "/v1/auth/register").json(&account).try_send().await;
    sent.is_ok_and(|reply| reply.status == 202)
}

fn address(username: &str) -> String {
    format!("{username}@example.org")
}

async fn all_jobs_have_ended(app: &TestApp) {
    until("no job is due", async || (app.db_due_jobs().await == 0).then_some(())).await;
}

async fn an_api_that_dies_between_commit_and_dispatch_loses_nothing(app: TestApp) {
    let mut lost = environment(&app, &[]);
    if lost.contains_key("REDIS_URL") {
        // Nobody listens there, so nothing of what is committed is ever pushed.
        lost.insert("REDIS_URL".to_owned(), format!("redis://127.0.0.1:{}", free_port()));
    }
    let mut api = Process::start_ready("api", &lost).await;
    let names = ["ann", "bob", "cem", "dan", "eve"];
    for name in names {
        assert!(register(&api.anonymous(), name).await, "{}", api.log());
    }
    api.kill();
    assert_eq!(app.db_due_jobs().await, 5);
    let _worker = Process::start("worker", &environment(&app, &[]));
    all_jobs_have_ended(&app).await;
    for name in names {
        assert_eq!(app.mails_to(&address(name)).await.len(), 1, "{name}");
    }
}

async fn a_worker_that_dies_in_the_middle_of_a_mail_sends_the_same_mail_again(app: TestApp) {
    let server = SmtpServer::start(Temper::Hangs);
    let settings = environment(&app, &[("PRESSWORK__MAIL__SMTP_URL", server.url())]);
    assert!(register(&app.anonymous(), "ann").await);
    let mut worker = Process::start("worker", &settings);
    tokio::task::block_in_place(|| server.wait_for(1));
    worker.kill();
    server.become_(Temper::Takes);
    let _another = Process::start("worker", &settings);
    all_jobs_have_ended(&app).await;
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 2, "{arrived:?}");
    assert_eq!(arrived[0], arrived[1], "the receiver can tell the repeat");
    let ended = app.db_rows("SELECT state, attempt FROM jobs WHERE kind = 'mail.send'", vec![]).await;
    assert_eq!(ended, [json!({ "state": "succeeded", "attempt": 2 })]);
}

async fn a_job_that_takes_every_worker_with_it_is_dead_after_its_attempts(app: TestApp) {
    let server = SmtpServer::start(Temper::Hangs);
    let settings = environment(&app, &[("PRESSWORK__MAIL__SMTP_URL", server.url())]);
    assert!(register(&app.anonymous(), "ann").await);
    app.db_run("UPDATE jobs SET max_attempts = 2", vec![]).await;
    for attempt in 1..=2 {
        let mut worker = Process::start("worker", &settings);
        tokio::task::block_in_place(|| server.wait_for(attempt));
        worker.kill();
    }
    server.become_(Temper::Takes);
    let _another = Process::start("worker", &settings);
    all_jobs_have_ended(&app).await;
    assert_eq!(server.arrived().len(), 2, "a third attempt was made");
    let ended = app.db_rows("SELECT state, attempt, lease_until FROM jobs WHERE kind = 'mail.send'", vec![]).await;
    assert_eq!(ended, [json!({ "state": "dead", "attempt": 2, "lease_until": null })]);
}

async fn a_worker_that_is_asked_to_stop_gives_back_what_it_runs(app: TestApp) {
    let server = SmtpServer::start(Temper::Hangs);
    let more = [("PRESSWORK__MAIL__SMTP_URL", server.url()), ("PRESSWORK__JOBS__SHUTDOWN_GRACE", "500ms")];
    let settings = environment(&app, &more);
    assert!(register(&app.anonymous(), "ann").await);
    let mut worker = Process::start("worker", &settings);
    tokio::task::block_in_place(|| server.wait_for(1));
    let status = worker.stop().await;
    assert!(status.success(), "{status}:\n{}", worker.log());
    let given_back = app.db_rows("SELECT state, attempt, worker FROM jobs WHERE kind = 'mail.send'", vec![]).await;
    assert_eq!(given_back, [json!({ "state": "queued", "attempt": 0, "worker": null })]);
    server.become_(Temper::Takes);
    let _another = Process::start("worker", &settings);
    all_jobs_have_ended(&app).await;
    let ended = app.db_rows("SELECT state, attempt FROM jobs WHERE kind = 'mail.send'", vec![]).await;
    assert_eq!(ended, [json!({ "state": "succeeded", "attempt": 1 })]);
}

async fn a_server_that_dies_among_registrations_keeps_every_promise_it_made(app: TestApp) {
    let settings = environment(&app, &[]);
    let mut server = Process::start_ready("serve", &settings).await;
    let (nobody, answered) = (server.anonymous(), Arc::new(Semaphore::new(0)));
    let asking = (0..50).map(|n| {
        let (nobody, answered) = (nobody.clone(), Arc::clone(&answered));
        async move {
            let name = format!("user-{n}");
            let promised = register(&nobody, &name).await;
            answered.add_permits(1);
            promised.then_some(name)
        }
    });
    let killing = async {
        let _ = answered.acquire_many(15).await.unwrap();
        server.kill();
    };
    let (promised, ()) = tokio::join!(join_all(asking), killing);
    let promised: Vec<String> = promised.into_iter().flatten().collect();
    assert!((15..50).contains(&promised.len()), "it died in the middle: {} were answered", promised.len());
    let _again = Process::start_ready("serve", &settings).await;
    all_jobs_have_ended(&app).await;
    for name in promised {
        assert_eq!(app.mails_to(&address(&name)).await.len(), 1, "{name}");
    }
}

//! Processes that are killed: no event is lost, and a repeat can be told.

use std::collections::HashMap;

use presswork_tests::{Mood, Process, Receiver, TestApp, each_profile, until};

use super::{attempts, hook, only_delivery, scene};

each_profile! {
    an_event_survives_the_death_of_the_process_that_caused_it,
    an_attempt_that_dies_with_its_worker_is_made_again,
}

/// How the worker processes of these tests are set, so that nobody waits half a minute for a lease.
const QUICK: [(&str, &str); 3] = [
    ("PRESSWORK__JOBS__LEASE", "2s"),
    ("PRESSWORK__JOBS__HEARTBEAT", "500ms"),
    ("PRESSWORK__JOBS__SWEEP_INTERVAL", "200ms"),
];

fn environment(app: &TestApp) -> HashMap<String, String> {
    let mut all = app.environment();
    all.extend(QUICK.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    all
}

async fn an_event_survives_the_death_of_the_process_that_caused_it(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    // What is committed here is all that is left: nobody has given it a number or told anybody.
    ada.comment(&post, "The last words.").await;
    assert_eq!(app.db_number_of("events WHERE seq IS NULL").await, 1);
    let mut worker = Process::start("worker", &environment(&app));
    until("it is told", async || (receiver.heard().len() == 1).then_some(())).await;
    until("it is noted", async || (only_delivery(&admin, &webhook).await["state"] == "delivered").then_some(())).await;
    worker.kill();
    ada.comment(&post, "More.").await;
    let _another = Process::start("worker", &environment(&app));
    until("this, too", async || (receiver.heard().len() == 2).then_some(())).await;
    until("no job is due", async || (app.db_due_jobs().await == 0).then_some(())).await;
}

async fn an_attempt_that_dies_with_its_worker_is_made_again(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    receiver.becomes(Mood::Silent);
    let webhook = hook(&admin, &receiver).await;
    ada.comment(&post, "Well.").await;
    let mut worker = Process::start("worker", &environment(&app));
    until("the attempt has begun", async || (receiver.heard().len() == 1).then_some(())).await;
    worker.kill();
    receiver.becomes(Mood::status(204));
    let _another = Process::start("worker", &environment(&app));
    until("it is told", async || (only_delivery(&admin, &webhook).await["state"] == "delivered").then_some(())).await;
    until("no job is due", async || (app.db_due_jobs().await == 0).then_some(())).await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0].header("webhook-id"), heard[1].header("webhook-id"), "the receiver can tell the repeat");
    assert_eq!(heard[0].body, heard[1].body);
    let attempts = attempts(&admin, &only_delivery(&admin, &webhook).await).await;
    assert_eq!(attempts.len(), 1, "the one that came to an end");
}

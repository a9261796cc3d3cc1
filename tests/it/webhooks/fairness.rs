//! Who does not answer, or takes long to, keeps nobody else waiting.

use std::{sync::Arc, time::Duration};

use presswork_domain::jobs::QueueName;
use presswork_tests::{Actor, Mood, Receiver, TestApp, each_profile, until};
use presswork_worker::{Options, Runtime};
use serde_json::{Value, json};

use super::{deliveries, hook, scene};

each_profile! {
    with [("PRESSWORK__WEBHOOKS__TIMEOUT", "30s")] => a_receiver_that_hangs_delays_no_other,
    with [("PRESSWORK__WEBHOOKS__TIMEOUT", "30s")] => receivers_that_are_slow_delay_no_other,
}

const OTHERS: usize = 4;
const EVENTS: usize = 40;

/// A receiver, and the webhook that leads to it.
struct End {
    receiver: Receiver,
    webhook: String,
}

/// So many that answer so.
async fn ends(admin: &Actor, count: usize, mood: &Mood) -> Vec<End> {
    let mut ends = Vec::new();
    for _ in 0..count {
        let receiver = Receiver::start().await;
        receiver.becomes(mood.clone());
        let webhook = hook(admin, &receiver).await;
        ends.push(End { receiver, webhook });
    }
    ends
}

/// Has something happen, and a worker with so many slots tell of it, until these have heard of everything.
async fn until_heard(app: &TestApp, ada: &Actor, post: &Value, concurrency: usize, others: &[End]) -> Runtime {
    for n in 0..EVENTS {
        ada.comment(post, &format!("Comment {n}.")).await;
    }
    let options = Options { queues: QueueName::ALL.to_vec(), concurrency };
    let runtime = Runtime::start(Arc::clone(&app.deps), options);
    until("everybody else has heard of everything", async || {
        others.iter().all(|end| end.receiver.heard().len() == EVENTS).then_some(())
    })
    .await;
    runtime
}

/// The one that hangs has as many attempts as there are slots for longer than this test waits for all that others are to hear.
async fn a_receiver_that_hangs_delays_no_other(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let hanging = ends(&admin, 1, &Mood::Silent).await;
    let others = ends(&admin, OTHERS, &Mood::status(204)).await;
    let runtime = until_heard(&app, &ada, &post, 2, &others).await;
    let begun = hanging[0].receiver.heard().len();
    assert!((1..=2).contains(&begun), "as many at once as one webhook may have, not {begun}");
    let waiting = deliveries(&admin, &hanging[0].webhook).await;
    assert_eq!(waiting.len(), EVENTS);
    assert!(waiting.iter().all(|delivery| delivery["state"] == "pending" && delivery["attempts"] == 0));
    drop(runtime);
    app.abandon_jobs();
}

/// Those that are slow have more attempts than there are slots, each for five seconds, and none that fails: what others are to hear would
/// take minutes if it waited for that.
async fn receivers_that_are_slow_delay_no_other(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let slow = ends(&admin, 3, &Mood::Late(Duration::from_secs(5))).await;
    let others = ends(&admin, OTHERS, &Mood::status(204)).await;
    let runtime = until_heard(&app, &ada, &post, 2, &others).await;
    for end in &slow {
        let begun = end.receiver.heard().len();
        assert!((1..EVENTS).contains(&begun), "they have only begun to hear, not {begun}");
    }
    until("a late answer is one", async || {
        let told = deliveries(&admin, &slow[0].webhook).await;
        told.iter().any(|delivery| delivery["state"] == "delivered").then_some(())
    })
    .await;
    let seen = admin.call("webhook", json!({ "id": slow[0].webhook })).await.ok();
    assert_eq!(seen["failingSince"], Value::Null, "who is slow does not fail");
    drop(runtime);
    app.abandon_jobs();
}

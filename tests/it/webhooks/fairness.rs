//! Who does not answer keeps nobody else waiting.

use std::sync::Arc;

use presswork_domain::jobs::QueueName;
use presswork_tests::{Mood, Receiver, TestApp, each_profile, until};
use presswork_worker::{Options, Runtime};

use super::{deliveries, hook, scene};

each_profile! {
    with [("PRESSWORK__WEBHOOKS__TIMEOUT", "30s")] => a_receiver_that_hangs_delays_no_other,
}

const OTHERS: usize = 4;
const EVENTS: usize = 40;

/// The one that hangs holds two of four workers of the queue for longer than this test waits for all that others are to hear.
async fn a_receiver_that_hangs_delays_no_other(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let hanging = Receiver::start().await;
    hanging.becomes(Mood::Silent);
    let slow = hook(&admin, &hanging).await;
    let mut others = Vec::new();
    for _ in 0..OTHERS {
        let receiver = Receiver::start().await;
        hook(&admin, &receiver).await;
        others.push(receiver);
    }
    for n in 0..EVENTS {
        ada.comment(&post, &format!("Comment {n}.")).await;
    }
    let options = Options { queues: QueueName::ALL.to_vec(), concurrency: 4 };
    let runtime = Runtime::start(Arc::clone(&app.deps), options);
    until("everybody else has heard of everything", async || {
        others.iter().all(|receiver| receiver.heard().len() == EVENTS).then_some(())
    })
    .await;
    let begun = hanging.heard().len();
    assert!((1..=2).contains(&begun), "as many at once as one webhook may have, not {begun}");
    let waiting = deliveries(&admin, &slow).await;
    assert_eq!(waiting.len(), EVENTS);
    assert!(waiting.iter().all(|delivery| delivery["state"] == "pending" && delivery["attempts"] == 0));
    drop(runtime);
    app.abandon_jobs();
}

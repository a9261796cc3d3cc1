//! Sending again.

use chrono::TimeDelta;
use presswork_tests::{Mood, Receiver, TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{attempts, deliveries, hook, hook_with, only_delivery, pass, scene};

each_face! {
    a_delivery_can_be_begun_anew_whatever_came_of_it,
    an_attempt_that_waits_can_be_made_now,
    nothing_is_sent_again_to_what_is_disabled,
    what_was_missed_is_sent_again,
    an_ordered_webhook_recovers_in_order,
    nothing_from_before_it_was_made_is_sent,
}

async fn a_delivery_can_be_begun_anew_whatever_came_of_it(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    ada.comment(&post, "Well.").await;
    app.run_jobs().await;
    let delivery = only_delivery(&admin, &webhook).await;
    receiver.first([Mood::status(500)]);
    let begun = admin.call("redeliver", id_of(&delivery)).await.ok();
    assert_eq!(
        (&begun["state"], &begun["id"], &begun["finishedAt"]),
        (&json!("pending"), &delivery["id"], &Value::Null)
    );
    app.run_jobs().await;
    pass(&app, TimeDelta::seconds(10)).await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 3);
    assert!(heard.iter().all(|one| one.header("webhook-id") == delivery["eventId"] && one.body == heard[0].body));
    let delivery = only_delivery(&admin, &webhook).await;
    assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("delivered"), &json!(3)));
    assert_eq!(attempts(&admin, &delivery).await.len(), 3);
}

async fn an_attempt_that_waits_can_be_made_now(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    receiver.first([Mood::header(503, "retry-after: 3600")]);
    ada.comment(&post, "Well.").await;
    app.run_jobs().await;
    let delivery = only_delivery(&admin, &webhook).await;
    admin.call("redeliver", id_of(&delivery)).await.ok();
    app.run_jobs().await;
    assert_eq!(only_delivery(&admin, &webhook).await["state"], "delivered");
    pass(&app, TimeDelta::hours(2)).await;
    assert_eq!(receiver.heard().len(), 2, "the attempt of later is called off");
}

async fn nothing_is_sent_again_to_what_is_disabled(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    ada.comment(&post, "Well.").await;
    app.run_jobs().await;
    let delivery = only_delivery(&admin, &webhook).await;
    admin.call("updateWebhook", json!({ "id": webhook, "input": { "enabled": false } })).await.ok();
    admin.call("redeliver", id_of(&delivery)).await.refused(409, "webhook_disabled");
    let since = json!({ "id": webhook, "input": { "since": "2020-01-01T00:00:00Z" } });
    admin.call("recoverWebhook", since).await.refused(409, "webhook_disabled");
    let later = json!({ "id": webhook, "input": { "since": "2199-01-01T00:00:00Z" } });
    assert_eq!(admin.call("recoverWebhook", later).await.faults(), ["/since out_of_range"]);
    app.run_jobs().await;
    assert_eq!(receiver.heard().len(), 1);
}

async fn what_was_missed_is_sent_again(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    ada.comment(&post, "Arrived.").await;
    app.run_jobs().await;
    receiver.becomes(Mood::status(410));
    ada.comment(&post, "Failed.").await;
    app.run_jobs().await;
    ada.comment(&post, "Never told.").await;
    ada.call("updatePost", json!({ "id": post["id"], "input": { "title": "Of another type" } })).await.ok();
    app.run_jobs().await;
    assert_eq!(receiver.heard().len(), 2);
    receiver.becomes(Mood::status(204));
    admin.call("updateWebhook", json!({ "id": webhook, "input": { "enabled": true } })).await.ok();
    let recover = json!({ "id": webhook, "input": { "since": "2020-01-01T00:00:00Z" } });
    let job = admin.call("recoverWebhook", recover.clone()).await.ok();
    assert_eq!(job["kind"], "webhooks.recover");
    app.run_jobs().await;
    let receipt = admin.call("job", id_of(&job)).await.ok();
    assert_eq!((&receipt["state"], &receipt["result"]), (&json!("succeeded"), &json!({ "deliveries": 2 })));
    assert_eq!(receiver.heard().len(), 4);
    let all = deliveries(&admin, &webhook).await;
    assert!(all.len() == 3 && all.iter().all(|one| one["state"] == "delivered"), "{all:?}");
    admin.call("recoverWebhook", recover).await.ok();
    app.run_jobs().await;
    assert_eq!(receiver.heard().len(), 4, "nothing is missing now");
}

async fn an_ordered_webhook_recovers_in_order(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let more = json!({ "eventTypes": ["comment.created"], "ordered": true });
    let (webhook, _) = hook_with(&admin, &receiver, more).await;
    let change = |enabled: bool| json!({ "id": webhook, "input": { "enabled": enabled } });
    admin.call("updateWebhook", change(false)).await.ok();
    for n in 0..4 {
        ada.comment(&post, &format!("Comment {n}.")).await;
    }
    app.run_jobs().await;
    admin.call("updateWebhook", change(true)).await.ok();
    let since = (app.deps.clock.now() - TimeDelta::hours(1)).to_rfc3339();
    admin.call("recoverWebhook", json!({ "id": webhook, "input": { "since": since } })).await.ok();
    app.run_jobs().await;
    let seqs: Vec<_> = receiver.heard().iter().map(|one| one.event()["seq"].as_i64().unwrap()).collect();
    assert!(seqs.len() == 4 && seqs.is_sorted(), "{seqs:?}");
}

async fn nothing_from_before_it_was_made_is_sent(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    ada.comment(&post, "Before.").await;
    app.run_jobs().await;
    app.advance(TimeDelta::seconds(1));
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    let recover = json!({ "id": webhook, "input": { "since": "2020-01-01T00:00:00Z" } });
    admin.call("recoverWebhook", recover).await.ok();
    app.run_jobs().await;
    assert_eq!(receiver.heard().len(), 0);
}

//! What arrives.

use presswork_tests::{Mood, Receiver, TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{attempts, deliveries, hook, hook_with, only_delivery, scene};

each_face! {
    who_wants_to_hear_of_an_event_does,
    nobody_hears_of_what_they_did_not_ask_for,
    a_test_is_sent_once_also_while_it_is_disabled,
    what_is_disabled_hears_of_nothing,
    of_a_long_answer_the_beginning_is_kept,
    any_bytes_may_come_back,
    deliveries_are_listed_by_state,
    what_is_old_is_forgotten,
}

async fn who_wants_to_hear_of_an_event_does(app: TestApp) {
    let (admin, ada, _) = scene(&app).await;
    let receiver = Receiver::start().await;
    receiver.becomes(Mood::Answers(200, vec!["x-served-by: one".to_owned()], b"Thank you.".to_vec()));
    let (webhook, _) = hook_with(&admin, &receiver, json!({})).await;
    let post = ada.published("News").await;
    ada.call("deletePost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let mut types = receiver.types();
    types.sort_unstable();
    assert_eq!(types, ["post.deleted", "post.published"]);
    let heard = receiver.heard();
    let published = heard.iter().find(|one| one.event()["type"] == "post.published").unwrap();
    assert_eq!(published.line, "POST /hook HTTP/1.1");
    assert_eq!(published.header("content-type"), "application/json");
    assert!(published.header("user-agent").starts_with("Presswork/"));
    let listed = admin.call("events", json!({ "type": "post.published", "last": 1 })).await.ok();
    assert_eq!(published.event(), listed["data"][0], "a webhook tells what the list tells");
    assert_eq!(published.header("webhook-id"), listed["data"][0]["id"]);
    assert_eq!(published.event()["data"]["postId"], post["id"]);
    let delivery = &deliveries(&admin, &webhook).await[0];
    assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("delivered"), &json!(1)));
    assert_eq!((&delivery["lastStatus"], &delivery["lastError"]), (&json!(200), &Value::Null));
    assert!(delivery["finishedAt"].is_string() && delivery["nextAttemptAt"].is_null());
    assert_eq!(admin.call("webhookDelivery", id_of(delivery)).await.ok(), *delivery);
    let sent = heard.iter().find(|one| one.header("webhook-id") == delivery["eventId"]).unwrap();
    assert_eq!(delivery["body"], json!(sent.body), "byte by byte");
    let attempts = attempts(&admin, delivery).await;
    assert_eq!(attempts.len(), 1);
    let attempt = &attempts[0];
    assert_eq!((&attempt["number"], &attempt["status"]), (&json!(1), &json!(200)));
    assert_eq!((&attempt["url"], &attempt["body"]), (&json!(receiver.url()), &json!("Thank you.")));
    assert!(attempt["headers"].as_array().unwrap().contains(&json!({ "name": "x-served-by", "value": "one" })));
    assert!(attempt["error"].is_null() && attempt["millis"].as_i64().unwrap() >= 0);
}

async fn nobody_hears_of_what_they_did_not_ask_for(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let (comments, posts) = (Receiver::start().await, Receiver::start().await);
    hook(&admin, &comments).await;
    hook_with(&admin, &posts, json!({ "eventTypes": ["post.published", "post.deleted"] })).await;
    ada.comment(&post, "Well.").await;
    ada.call("updatePost", json!({ "id": post["id"], "input": { "title": "Changed" } })).await.ok();
    ada.call("deletePost", id_of(&post)).await.ok();
    app.run_jobs().await;
    assert_eq!(
        (comments.types(), posts.types()),
        (vec!["comment.created".to_owned()], vec!["post.deleted".to_owned()])
    );
}

async fn a_test_is_sent_once_also_while_it_is_disabled(app: TestApp) {
    let (admin, ..) = scene(&app).await;
    let receiver = Receiver::start().await;
    let (webhook, secret) = hook_with(&admin, &receiver, json!({ "enabled": false, "ordered": true })).await;
    let delivery = admin.call("testWebhook", json!({ "id": webhook })).await.ok();
    assert_eq!((&delivery["eventType"], &delivery["state"]), (&json!("webhook.test"), &json!("pending")));
    app.run_jobs().await;
    let heard = receiver.heard();
    assert_eq!(
        (&heard[0].event()["type"], &heard[0].event()["data"]),
        (&json!("webhook.test"), &json!({ "webhookId": webhook }))
    );
    assert!(heard[0].is_signed_with(&secret));
    receiver.becomes(Mood::status(500));
    let failing = admin.call("testWebhook", json!({ "id": webhook })).await.ok();
    app.run_jobs().await;
    let failed = admin.call("webhookDelivery", id_of(&failing)).await.ok();
    assert_eq!(
        (&failed["state"], &failed["lastStatus"], &failed["attempts"]),
        (&json!("failed"), &json!(500), &json!(1))
    );
    let seen = admin.call("webhook", json!({ "id": webhook })).await.ok();
    assert_eq!(seen["failingSince"], Value::Null, "a test does not count");
    receiver.becomes(Mood::status(410));
    admin.call("redeliver", id_of(&failing)).await.ok();
    app.run_jobs().await;
    assert_eq!(receiver.heard().len(), 3);
    let list = admin.call("events", json!({ "last": 100 })).await.ok();
    assert!(!list.to_string().contains("webhook.test"), "no event behind it");
}

async fn what_is_disabled_hears_of_nothing(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    receiver.first([Mood::status(500)]);
    ada.comment(&post, "One.").await;
    app.run_jobs().await;
    let change = |enabled: bool| json!({ "id": webhook, "input": { "enabled": enabled } });
    admin.call("updateWebhook", change(false)).await.ok();
    ada.comment(&post, "Two.").await;
    super::pass(&app, chrono::TimeDelta::minutes(1)).await;
    assert_eq!(receiver.heard().len(), 1);
    let delivery = only_delivery(&admin, &webhook).await;
    assert_eq!((&delivery["state"], &delivery["nextAttemptAt"]), (&json!("failed"), &Value::Null));
    admin.call("updateWebhook", change(true)).await.ok();
    ada.comment(&post, "Three.").await;
    app.run_jobs().await;
    assert_eq!(receiver.heard().len(), 2);
    admin.call("deleteWebhook", json!({ "id": webhook })).await.ok();
    ada.comment(&post, "Four.").await;
    app.run_jobs().await;
    assert_eq!(receiver.heard().len(), 2);
    assert_eq!(app.db_number_of("webhook_deliveries").await, 0);
    assert_eq!(app.db_number_of("webhook_attempts").await, 0);
}

async fn of_a_long_answer_the_beginning_is_kept(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    receiver.first([Mood::Answers(200, vec![], vec![b'x'; 100_000]), Mood::Endless]);
    for n in 0..2 {
        ada.comment(&post, &format!("Comment {n}.")).await;
        app.run_jobs().await;
    }
    for delivery in deliveries(&admin, &webhook).await {
        assert_eq!(delivery["state"], "delivered", "{delivery}");
        let attempt = &attempts(&admin, &delivery).await[0];
        assert_eq!(attempt["body"].as_str().unwrap().len(), 16 * 1024);
    }
}

async fn any_bytes_may_come_back(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    let headers = vec![format!("x-long: {}", "y".repeat(10_000)), "x-bytes: \u{fc}".to_owned()];
    receiver.first([Mood::Answers(503, headers, b"\0\xff\xfe<script>".to_vec())]);
    ada.comment(&post, "Well.").await;
    app.run_jobs().await;
    let delivery = only_delivery(&admin, &webhook).await;
    let attempt = &attempts(&admin, &delivery).await[0];
    assert_eq!(attempt["body"], "\u{fffd}\u{fffd}\u{fffd}<script>");
    assert!(!attempt["headers"].to_string().contains("yyyy"), "more than is kept");
    app.abandon_jobs();
}

async fn deliveries_are_listed_by_state(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    for n in 0..3 {
        ada.comment(&post, &format!("Comment {n}.")).await;
        app.run_jobs().await;
    }
    receiver.becomes(Mood::status(500));
    ada.comment(&post, "Unlucky.").await;
    app.run_jobs().await;
    for (state, count) in [("delivered", 3), ("pending", 1), ("failed", 0)] {
        let list = admin.call("webhookDeliveries", json!({ "id": webhook, "state": state })).await.ok();
        assert_eq!(list["data"].as_array().unwrap().len(), count, "{state}");
    }
    let page = admin.call("webhookDeliveries", json!({ "id": webhook, "first": 3 })).await.ok();
    let rest = json!({ "id": webhook, "after": page["pageInfo"]["endCursor"] });
    let rest = admin.call("webhookDeliveries", rest).await.ok();
    assert_eq!((rest["data"].as_array().unwrap().len(), &rest["pageInfo"]["hasNextPage"]), (1, &json!(false)));
    app.abandon_jobs();
}

async fn what_is_old_is_forgotten(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    ada.comment(&post, "Old.").await;
    app.run_jobs().await;
    let long_ago = app.deps.clock.now() - chrono::TimeDelta::days(31);
    app.db_run("UPDATE webhook_deliveries SET created_at = ?", vec![long_ago.into()]).await;
    receiver.becomes(Mood::status(500));
    ada.comment(&post, "New.").await;
    app.run_jobs().await;
    admin.call("triggerSchedule", json!({ "name": "purge-events" })).await.ok();
    app.run_jobs().await;
    assert_eq!(only_delivery(&admin, &webhook).await["state"], "pending");
    assert_eq!(app.db_number_of("webhook_attempts").await, 1);
    app.abandon_jobs();
}

//! Secrets and signatures.

use chrono::TimeDelta;
use presswork_tests::{Actor, Receiver, TestApp, each_face};
use serde_json::json;

use super::{hook_with, pass, scene};

each_face! {
    what_is_sent_is_signed_with_the_secret_that_was_shown,
    a_secret_is_shown_once_and_kept_nowhere,
    two_secrets_sign_while_one_takes_the_place_of_the_other,
    a_second_rotation_takes_nothing_from_the_first,
    two_webhooks_have_two_secrets,
}

async fn what_is_sent_is_signed_with_the_secret_that_was_shown(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let (_, secret) = hook_with(&admin, &receiver, json!({ "eventTypes": ["comment.created"] })).await;
    ada.comment(&post, "Grüße ✓ \"quoted\"").await;
    app.run_jobs().await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].is_signed_with(&secret), "{:?}", heard[0]);
    let at: i64 = heard[0].header("webhook-timestamp").parse().unwrap();
    assert!((app.deps.clock.now().timestamp() - at).abs() < 60, "{at}");
    let mut forged = heard[0].clone();
    forged.body = forged.body.replace("comment.created", "comment.deleted");
    assert!(!forged.is_signed_with(&secret), "the body is signed");
    let mut late = heard[0].clone();
    late.headers.insert("webhook-timestamp".to_owned(), (at + 1).to_string());
    assert!(!late.is_signed_with(&secret), "the time is signed");
}

async fn a_secret_is_shown_once_and_kept_nowhere(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let (webhook, secret) = hook_with(&admin, &receiver, json!({})).await;
    ada.comment(&post, "Well.").await;
    app.run_jobs().await;
    let key = secret.strip_prefix("whsec_").unwrap();
    for (operation, arguments) in [
        ("webhook", json!({ "id": webhook })),
        ("webhooks", json!({})),
        ("webhookDeliveries", json!({ "id": webhook })),
        ("auditLog", json!({})),
        ("jobs", json!({})),
    ] {
        let answer = admin.call(operation, arguments).await.ok().to_string();
        assert!(!answer.contains(key) && !answer.contains("whsec_"), "{operation}: {answer}");
    }
    let rows = app.db_dump().await;
    assert!(rows.iter().any(|row| row.starts_with("webhooks ")), "the dump has the table");
    assert!(rows.iter().all(|row| !row.contains(key)), "the secret is in the database");
    let keyed = json!({ "input": { "url": receiver.url() }, "idempotencyKey": "the-same" });
    let first = admin.call("createWebhook", keyed.clone()).await.ok();
    let second = admin.call("createWebhook", keyed).await.ok();
    assert_ne!(first["webhook"]["id"], second["webhook"]["id"], "this answer is not kept");
    app.run_jobs().await;
}

async fn two_secrets_sign_while_one_takes_the_place_of_the_other(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let (webhook, former) = hook_with(&admin, &receiver, json!({ "eventTypes": ["comment.created"] })).await;
    let rotated = admin.call("rotateWebhookSecret", json!({ "id": webhook })).await.ok();
    let present = rotated["secret"].as_str().unwrap().to_owned();
    assert_ne!(present, former);
    assert!(rotated["webhook"]["formerSecretUntil"].is_string());
    ada.comment(&post, "One.").await;
    app.run_jobs().await;
    let heard = receiver.heard();
    assert_eq!(heard[0].signatures(), 2);
    assert!(heard[0].is_signed_with(&present) && heard[0].is_signed_with(&former));
    pass(&app, TimeDelta::hours(25)).await;
    let (admin, ada) = (admin.again().await, ada.again().await);
    ada.comment(&post, "Two.").await;
    app.run_jobs().await;
    let heard = receiver.heard();
    assert_eq!(heard[1].signatures(), 1);
    assert!(heard[1].is_signed_with(&present) && !heard[1].is_signed_with(&former));
    assert_eq!(admin.call("webhook", json!({ "id": webhook })).await.ok()["formerSecretUntil"], json!(null));
}

async fn rotated(admin: &Actor, webhook: &str) -> String {
    let issued = admin.call("rotateWebhookSecret", json!({ "id": webhook })).await.ok();
    issued["secret"].as_str().unwrap().to_owned()
}

async fn a_second_rotation_takes_nothing_from_the_first(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let (webhook, first) = hook_with(&admin, &receiver, json!({ "eventTypes": ["comment.created"] })).await;
    let second = rotated(&admin, &webhook).await;
    app.advance(TimeDelta::hours(1));
    let third = rotated(&admin.again().await, &webhook).await;
    ada.again().await.comment(&post, "One.").await;
    app.run_jobs().await;
    let heard = receiver.heard();
    assert_eq!(heard[0].signatures(), 3);
    assert!([&first, &second, &third].iter().all(|secret| heard[0].is_signed_with(secret)), "{:?}", heard[0]);
    pass(&app, TimeDelta::minutes(23 * 60 + 30)).await;
    ada.again().await.comment(&post, "Two.").await;
    app.run_jobs().await;
    let heard = receiver.heard();
    assert!(heard[1].is_signed_with(&third) && heard[1].is_signed_with(&second), "each has its own end");
    assert!(!heard[1].is_signed_with(&first));
}

async fn two_webhooks_have_two_secrets(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let (one, other) = (Receiver::start().await, Receiver::start().await);
    let only = || json!({ "eventTypes": ["comment.created"] });
    let (_, first) = hook_with(&admin, &one, only()).await;
    let (_, second) = hook_with(&admin, &other, only()).await;
    ada.comment(&post, "Well.").await;
    app.run_jobs().await;
    assert!(one.heard()[0].is_signed_with(&first) && other.heard()[0].is_signed_with(&second));
    assert!(!one.heard()[0].is_signed_with(&second) && !other.heard()[0].is_signed_with(&first));
}

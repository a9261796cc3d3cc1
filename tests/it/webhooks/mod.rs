//! Webhooks: who hears of events, when, and what becomes of what does not arrive.

mod delivering;
mod endpoints;
mod fairness;
mod guard;
mod killed;
mod ordering;
mod recovering;
mod retries;
mod secrets;

use chrono::TimeDelta;
use presswork_tests::{Actor, Receiver, TestApp};
use serde_json::{Value, json};

/// A webhook at this receiver, with more members of its input; with its secret.
async fn hook_with(admin: &Actor, receiver: &Receiver, more: Value) -> (String, String) {
    let mut input = json!({ "url": receiver.url() });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    let issued = admin.call("createWebhook", json!({ "input": input })).await.ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&issued["webhook"]["id"]), text(&issued["secret"]))
}

/// One that hears of comments.
async fn hook(admin: &Actor, receiver: &Receiver) -> String {
    hook_with(admin, receiver, json!({ "eventTypes": ["comment.created"] })).await.0
}

/// The deliveries of a webhook, the first one first.
async fn deliveries(admin: &Actor, webhook: &str) -> Vec<Value> {
    let list = admin.call("webhookDeliveries", json!({ "id": webhook, "first": 100 })).await.ok();
    list["data"].as_array().unwrap().iter().rev().cloned().collect()
}

/// The only delivery of a webhook.
async fn only_delivery(admin: &Actor, webhook: &str) -> Value {
    let mut all = deliveries(admin, webhook).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// The attempts of a delivery, the latest first.
async fn attempts(admin: &Actor, delivery: &Value) -> Vec<Value> {
    let attempts = admin.call("webhookAttempts", json!({ "id": delivery["id"] })).await.ok();
    attempts.as_array().unwrap().clone()
}

/// An admin and a post to comment on, which nobody hears of.
async fn scene(app: &TestApp) -> (Actor, Actor, Value) {
    let (admin, ada) = (app.admin("boss").await, app.user("ada").await);
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    (admin, ada, post)
}

/// Lets time pass and does what is due then.
async fn pass(app: &TestApp, time: TimeDelta) {
    app.advance(time);
    app.run_jobs().await;
}

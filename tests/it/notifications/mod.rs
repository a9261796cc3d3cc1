//! What people are told of what others do.

mod digests;
mod fan_out;
mod mails;
mod preferences;
mod reading;
mod retention;
mod telling;
mod unsubscribing;

use presswork_tests::Actor;
use serde_json::{Value, json};

/// What somebody is told, the last first.
async fn told(actor: &Actor) -> Vec<Value> {
    actor.call("notifications", json!({})).await.ok()["data"].as_array().unwrap().clone()
}

/// The same in short: the kind, by how many, and the last of them.
async fn in_short(actor: &Actor) -> Vec<String> {
    let short = |it: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", text(&it["kind"]), it["actorCount"], text(&it["actors"][0]["username"]))
    };
    told(actor).await.iter().map(short).collect()
}

/// How much somebody has not read.
async fn unread(actor: &Actor) -> i64 {
    actor.call("unreadNotificationCount", json!({})).await.ok()["count"].as_i64().unwrap()
}

/// Feels something about a post or a comment.
async fn react(actor: &Actor, to: &Value, kind: &str) {
    let id = to["id"].as_str().unwrap();
    let operation = if id.starts_with("post") { "reactToPost" } else { "reactToComment" };
    actor.call(operation, json!({ "id": id, "kind": kind })).await.ok();
}

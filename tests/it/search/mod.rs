//! Finding things by words.

mod finding;
mod pages;
mod refusals;
mod reindexing;
mod visibility;

use presswork_tests::{Actor, id_of};
use serde_json::{Value, json};

/// A published post; its job has not run.
async fn published(author: &Actor, title: &str, markdown: &str, tags: &[&str]) -> Value {
    let input = json!({ "title": title, "markdown": markdown, "tags": tags });
    let post = author.call("createPost", json!({ "input": input })).await.ok();
    author.call("publishPost", id_of(&post)).await.ok()["post"].clone()
}

/// What is found, as types and titles, in that order.
async fn found_by(actor: &Actor, arguments: Value) -> Vec<String> {
    let hits = actor.call("search", arguments).await.ok();
    let text = |hit: &Value, name: &str| hit[name].as_str().unwrap().to_owned();
    let hits = hits["data"].as_array().unwrap().iter();
    hits.map(|hit| format!("{} {}", text(hit, "type"), text(hit, "title"))).collect()
}

/// The same for these words.
async fn found(actor: &Actor, q: &str) -> Vec<String> {
    found_by(actor, json!({ "q": q })).await
}

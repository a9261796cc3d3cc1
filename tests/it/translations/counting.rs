//! What people do while an import counts everything anew.

use chrono::TimeDelta;
use presswork_domain::imports;
use presswork_tests::{TestApp, each_profile, id_of};
use serde_json::json;

use super::{from_markdown, kept, system, zipped};

each_profile! {
    a_reaction_that_is_taken_back_meanwhile_is_counted_off,
    a_reply_that_is_deleted_meanwhile_is_counted_off,
}

const RAIN: &str = "---\ntitle: Rain\ndate: 2024-01-01\n---\nRain.";

async fn a_reaction_that_is_taken_back_meanwhile_is_counted_off(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let like = json!({ "id": post["id"], "kind": "like" });
    for person in [&ada, &bob] {
        person.call("reactToPost", like.clone()).await.ok();
    }
    app.run_jobs().await;
    let path = kept(&app, zipped(&[("rain.md", RAIN)]));
    let (cx, form) = (system(&app), from_markdown());
    // What is found of posts comes after their counts.
    let entries = "SELECT id FROM search_entries WHERE kind = 'post' FOR UPDATE";
    let importing = async || Box::pin(imports::apply(&cx, &path, &form)).await;
    let taking_back = async || bob.call("unreactToPost", like.clone()).await;
    let (imported, taken_back) = app.db_held(entries, importing, taking_back).await;
    imported.unwrap();
    taken_back.ok();
    let seen = ada.call("post", json!({ "id": post["id"] })).await.ok();
    assert_eq!(seen["reactions"], json!([{ "kind": "like", "count": 1, "reacted": true }]));
    app.abandon_jobs();
}

async fn a_reply_that_is_deleted_meanwhile_is_counted_off(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let answered = bob.comment(&post, "Well?").await;
    app.advance(TimeDelta::seconds(1));
    bob.comment(&post, "In between.").await;
    app.advance(TimeDelta::seconds(1));
    let reply = ada.reply(&answered, "Well.").await;
    app.run_jobs().await;
    let path = kept(&app, zipped(&[("rain.md", RAIN)]));
    let (cx, form) = (system(&app), from_markdown());
    let between = "SELECT id FROM comments WHERE markdown = 'In between.' FOR UPDATE";
    let importing = async || Box::pin(imports::apply(&cx, &path, &form)).await;
    let deleting = async || ada.call("deleteComment", id_of(&reply)).await;
    let (imported, deleted) = app.db_held(between, importing, deleting).await;
    imported.unwrap();
    deleted.ok();
    assert_eq!(bob.call("comment", id_of(&answered)).await.ok()["replyCount"], 0);
    assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentCount"], 2);
    app.abandon_jobs();
}

//! What others do at the moment in which an account is erased.

use chrono::TimeDelta;
use presswork_tests::{Actor, TestApp, each_profile, id_of};
use serde_json::{Value, json};

each_profile! {
    somebody_is_unfollowed_while_they_are_erased,
    a_comment_is_deleted_while_who_reacted_to_it_is_erased,
}

/// Somebody leaves, and the time of grace is over; the other is still logged in.
async fn leaves(app: &TestApp, who: &Actor, other: &Actor) -> Actor {
    who.call("deleteMe", json!({})).await.ok();
    app.run_jobs().await;
    app.advance(TimeDelta::days(14));
    other.again().await
}

async fn like(who: &Actor, comment: &Value) {
    who.call("reactToComment", json!({ "id": comment["id"], "kind": "like" })).await.ok();
}

async fn erased(app: &TestApp) -> Vec<Value> {
    app.db_rows("SELECT state, attempt FROM jobs WHERE kind = 'accounts.erase'", vec![]).await
}

async fn somebody_is_unfollowed_while_they_are_erased(app: TestApp) {
    let (bob, zoe) = (app.user("bob").await, app.user("zoe").await);
    let post = bob.published("Hello").await;
    like(&zoe, &bob.comment(&post, "Well?").await).await;
    bob.follows(&zoe).await;
    let bob = leaves(&app, &zoe, &bob).await;
    let erasing = async || app.run_jobs().await;
    let unfollowing = async || bob.call("unfollowUser", json!({ "id": zoe.id })).await;
    let (_, unfollowed) = app.db_held("SELECT id FROM comments FOR NO KEY UPDATE", erasing, unfollowing).await;
    unfollowed.ok();
    assert_eq!(erased(&app).await, [json!({ "state": "succeeded", "attempt": 1 })]);
    assert_eq!(bob.call("user", json!({ "id": bob.id })).await.ok()["followingCount"], 0);
    app.run_jobs().await;
}

async fn a_comment_is_deleted_while_who_reacted_to_it_is_erased(app: TestApp) {
    let (bob, zoe) = (app.user("bob").await, app.user("zoe").await);
    let post = bob.published("Hello").await;
    let (above, between) = (bob.comment(&post, "Above.").await, bob.comment(&post, "Between.").await);
    let below = bob.reply(&above, "Below.").await;
    for comment in [&above, &between, &below] {
        like(&zoe, comment).await;
    }
    let bob = leaves(&app, &zoe, &bob).await;
    let erasing = async || app.run_jobs().await;
    let deleting = async || bob.call("deleteComment", id_of(&below)).await;
    let between = "SELECT id FROM comments WHERE markdown = 'Between.' FOR NO KEY UPDATE";
    let (_, deleted) = app.db_held(between, erasing, deleting).await;
    deleted.ok();
    assert_eq!(erased(&app).await, [json!({ "state": "succeeded", "attempt": 1 })]);
    assert_eq!(bob.call("comment", id_of(&above)).await.ok()["replyCount"], 0);
    app.run_jobs().await;
}

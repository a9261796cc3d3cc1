//! What two people do about the same comments at the same moment.

use presswork_tests::{Profile, TestApp, each_profile, id_of};
use serde_json::{Value, json};

each_profile! {
    a_comment_is_answered_while_it_is_deleted,
    a_comment_is_answered_while_it_is_hidden,
}

const POSTS: &str = "SELECT id FROM posts FOR NO KEY UPDATE";

fn answer(to: &Value) -> Value {
    json!({ "post": to["postId"], "input": { "markdown": "Well.", "parentId": to["id"] } })
}

async fn a_comment_is_answered_while_it_is_deleted(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let comment = ada.comment(&post, "Regretted.").await;
    app.run_jobs().await;
    let answering = async || bob.call("createComment", answer(&comment)).await;
    let deleting = async || ada.call("deleteComment", id_of(&comment)).await;
    let (reply, deleted) = app.db_held(POSTS, answering, deleting).await;
    deleted.ok();
    if app.profile == Profile::Services {
        // It was there when it was answered.
        let reply = reply.ok();
        let replies = bob.call("commentReplies", id_of(&comment)).await.ok();
        assert_eq!(replies["data"][0]["id"], reply["id"]);
        assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentCount"], 1);
    }
    app.run_jobs().await;
}

async fn a_comment_is_answered_while_it_is_hidden(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    let above = bob.comment(&post, "Well?").await;
    let comment = ada.reply(&above, "Rude.").await;
    app.run_jobs().await;
    let input = json!({ "kind": "hide", "subjectId": comment["id"], "reason": "spam", "note": "Not here." });
    let answering = async || bob.call("createComment", answer(&comment)).await;
    let hiding = async || mona.call("createModerationAction", json!({ "input": input })).await;
    let (reply, hidden) = app.db_held(POSTS, answering, hiding).await;
    hidden.ok();
    if app.profile == Profile::Services {
        reply.ok();
        assert_eq!(bob.call("comment", id_of(&comment)).await.ok()["replyCount"], 1);
        assert_eq!(bob.call("comment", id_of(&above)).await.ok()["replyCount"], 0);
        assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentCount"], 2);
    }
    app.run_jobs().await;
}

//! What two people do about the same comments at the same moment.

use std::sync::Arc;

use presswork_domain::{Context, platform::Sql};
use presswork_tests::{Outcome, Profile, TestApp, each_profile, id_of, until};
use serde_json::{Value, json};

each_profile! {
    a_comment_is_answered_while_it_is_deleted,
    a_comment_is_answered_while_it_is_hidden,
}

const WAITING: &str =
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// Does two things about comments while the rows of their posts are held: each comes as far as it can, the one before the other. Then
/// they are let go.
async fn at_once(
    app: &TestApp,
    one: impl AsyncFnOnce() -> Outcome,
    other: impl AsyncFnOnce() -> Outcome,
) -> [Outcome; 2] {
    if app.profile == Profile::Embedded {
        // One writer at a time: nobody holds anything.
        let (one, other) = tokio::join!(one(), other());
        return [one, other];
    }
    let cx = Context::system(Arc::clone(&app.deps), "a test");
    let held = cx.begin().await.unwrap();
    Sql::new("SELECT id FROM posts FOR NO KEY UPDATE").run(&*held).await.unwrap();
    let as_many_wait = async |count: usize| {
        until("they wait", async || (app.db_rows(WAITING, vec![]).await.len() == count).then_some(())).await;
    };
    let second = async {
        as_many_wait(1).await;
        other().await
    };
    let let_go = async {
        as_many_wait(2).await;
        held.commit().await.unwrap();
    };
    let (one, other, ()) = tokio::join!(one(), second, let_go);
    [one, other]
}

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
    let [reply, deleted] = at_once(&app, answering, deleting).await;
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
    let [reply, hidden] = at_once(&app, answering, hiding).await;
    hidden.ok();
    if app.profile == Profile::Services {
        reply.ok();
        assert_eq!(bob.call("comment", id_of(&comment)).await.ok()["replyCount"], 1);
        assert_eq!(bob.call("comment", id_of(&above)).await.ok()["replyCount"], 0);
        assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentCount"], 2);
    }
    app.run_jobs().await;
}

//! Posts and comments.

use chrono::{SubsecRound, TimeDelta};
use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{act, act_until, reverse, titles};

each_face! {
    a_hidden_post_is_there_for_its_author_and_editors_alone,
    what_moderators_hide_its_author_can_not_bring_back,
    a_hidden_post_that_was_deleted_comes_back_with_its_restoration,
    a_hidden_comment_is_a_gap_where_somebody_answered_it,
    a_hidden_comment_that_nobody_answered_is_gone_for_others,
    a_hidden_comment_that_was_deleted_is_counted_once,
    what_moderators_lock_its_author_can_not_open,
    what_is_hidden_for_a_time_comes_back_by_a_job,
    whom_a_moderator_has_blocked_is_moderated_like_others,
}

async fn a_hidden_post_is_there_for_its_author_and_editors_alone(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Doubtful").await;
    ada.published("Fine").await;
    ada.comment(&post, "A remark about zebras.").await;
    app.run_jobs().await;
    let action = act(&mona, "hide", &post).await.ok();
    assert_eq!((&action["subjectId"], &action["userId"]), (&post["id"], &json!(ada.id)));
    assert_eq!((&action["inForce"], &action["moderatorId"]), (&json!(true), &json!(mona.id)));
    for reader in [&bob, &app.anonymous()] {
        reader.call("post", id_of(&post)).await.refused(404, "not_found");
        reader.call("comments", json!({ "post": post["id"] })).await.refused(404, "not_found");
        assert_eq!(titles(&reader.call("posts", json!({})).await.ok()), ["Fine"]);
        for kind in ["latest", "trending"] {
            assert_eq!(titles(&reader.call("feed", json!({ "kind": kind })).await.ok()), ["Fine"]);
        }
        for q in ["Doubtful", "zebras"] {
            assert_eq!(reader.call("search", json!({ "q": q })).await.ok()["data"], json!([]), "{q}");
        }
        assert_eq!(reader.call("tag", json!({ "slug": "rust" })).await.ok()["postCount"], 1);
    }
    for reader in [&ada, &mona] {
        let seen = reader.call("post", id_of(&post)).await.ok();
        assert_eq!(seen["status"], "hidden");
        assert!(!seen["hiddenAt"].is_null());
        assert_eq!(titles(&reader.call("posts", json!({ "status": "hidden" })).await.ok()), ["Doubtful"]);
    }
    assert_eq!(titles(&bob.call("posts", json!({ "status": "hidden" })).await.ok()), [""; 0]);
    reverse(&mona, &action).await.ok();
    let seen = bob.call("post", id_of(&post)).await.ok();
    assert_eq!((&seen["status"], &seen["publishedAt"]), (&json!("published"), &post["publishedAt"]));
    assert!(seen["hiddenAt"].is_null());
    assert_eq!(titles(&bob.call("posts", json!({})).await.ok()), ["Fine", "Doubtful"]);
    assert_eq!(bob.call("search", json!({ "q": "Doubtful" })).await.ok()["data"].as_array().unwrap().len(), 1);
    assert_eq!(bob.call("tag", json!({ "slug": "rust" })).await.ok()["postCount"], 2);
    app.run_jobs().await;
}

async fn what_moderators_hide_its_author_can_not_bring_back(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let (post, draft) = (ada.published("Doubtful").await, ada.draft("Begun").await);
    act(&mona, "hide", &draft).await.refused(409, "not_published");
    act(&mona, "hide", &post).await.ok();
    act(&mona, "hide", &post).await.refused(409, "already_in_force");
    for operation in ["publishPost", "unpublishPost"] {
        ada.call(operation, id_of(&post)).await.refused(409, "hidden_by_moderators");
    }
    ada.call("createComment", json!({ "post": post["id"], "input": { "markdown": "Why?" } }))
        .await
        .refused(409, "not_published");
    let better = json!({ "id": post["id"], "input": { "title": "Better", "markdown": "Without all that." } });
    ada.call("updatePost", better).await.ok();
    let found = app.anonymous().call("search", json!({ "q": "Better" })).await.ok();
    assert_eq!(found["data"], json!([]), "a change does not bring it back");
    assert_eq!(app.db_count("moderation_actions").await, 1);
    app.run_jobs().await;
}

async fn a_hidden_post_that_was_deleted_comes_back_with_its_restoration(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("Doubtful").await;
    let action = act(&mona, "hide", &post).await.ok();
    ada.call("deletePost", id_of(&post)).await.ok();
    reverse(&mona, &action).await.ok();
    app.anonymous().call("post", id_of(&post)).await.refused(404, "not_found");
    ada.call("restorePost", id_of(&post)).await.ok();
    assert_eq!(app.anonymous().call("post", id_of(&post)).await.ok()["status"], "published");
    assert_eq!(titles(&app.anonymous().call("posts", json!({})).await.ok()), ["Doubtful"]);
    let again = act(&mona, "hide", &post).await.ok();
    ada.call("deletePost", id_of(&post)).await.ok();
    ada.call("restorePost", id_of(&post)).await.ok();
    app.anonymous().call("post", id_of(&post)).await.refused(404, "not_found");
    reverse(&mona, &again).await.ok();
    app.anonymous().call("post", id_of(&post)).await.ok();
    app.run_jobs().await;
}

async fn a_hidden_comment_is_a_gap_where_somebody_answered_it(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Discussed").await;
    let comment = ada.comment(&post, "Rude to @bob.").await;
    let reply = bob.reply(&comment, "Tell me why.").await;
    app.run_jobs().await;
    let action = act(&mona, "hide", &comment).await.ok();
    for reader in [&bob, &app.anonymous()] {
        let gap = reader.call("comment", id_of(&comment)).await.ok();
        assert!(gap["authorId"].is_null() && gap["deletedAt"].is_null() && !gap["hiddenAt"].is_null(), "{gap}");
        assert_eq!((&gap["html"], &gap["replyCount"]), (&json!(""), &json!(1)));
        assert_eq!(gap["mentions"].as_array().map_or(0, Vec::len), 0, "it names nobody");
        let replies = reader.call("commentReplies", id_of(&comment)).await.ok();
        assert_eq!(replies["data"][0]["id"], reply["id"]);
        assert_eq!(reader.call("post", id_of(&post)).await.ok()["commentCount"], 1);
        assert_eq!(reader.call("search", json!({ "q": "rude" })).await.ok()["data"], json!([]));
    }
    for reader in [&ada, &mona] {
        let seen = reader.call("comment", id_of(&comment)).await.ok();
        assert_eq!((&seen["authorId"], seen["html"] != ""), (&json!(ada.id), true));
    }
    bob.call("reactToComment", json!({ "id": comment["id"], "kind": "like" })).await.refused(404, "not_found");
    let answer = json!({ "markdown": "More", "parentId": comment["id"] });
    let fault = bob.call("createComment", json!({ "post": post["id"], "input": answer })).await;
    assert_eq!(fault.faults(), ["/parentId hidden_comment"]);
    let change = json!({ "id": comment["id"], "input": { "markdown": "Kind." } });
    ada.call("updateComment", change).await.refused(409, "hidden_by_moderators");
    reverse(&mona, &action).await.ok();
    let seen = bob.call("comment", id_of(&comment)).await.ok();
    assert_eq!((&seen["authorId"], &seen["hiddenAt"]), (&json!(ada.id), &Value::Null));
    assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentCount"], 2);
    assert_eq!(bob.call("search", json!({ "q": "rude" })).await.ok()["data"].as_array().unwrap().len(), 1);
    app.run_jobs().await;
}

async fn a_hidden_comment_that_nobody_answered_is_gone_for_others(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Discussed").await;
    let above = bob.comment(&post, "Well.").await;
    let comment = ada.reply(&above, "Rude.").await;
    act(&mona, "hide", &comment).await.ok();
    bob.call("comment", id_of(&comment)).await.refused(404, "not_found");
    assert_eq!(bob.call("commentReplies", id_of(&above)).await.ok()["data"], json!([]));
    assert_eq!(bob.call("comment", id_of(&above)).await.ok()["replyCount"], 0);
    assert_eq!(
        ada.call("commentReplies", id_of(&above)).await.ok()["data"][0]["id"],
        comment["id"],
        "its author sees it"
    );
    app.run_jobs().await;
}

async fn a_hidden_comment_that_was_deleted_is_counted_once(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Discussed").await;
    let comment = ada.comment(&post, "Rude.").await;
    bob.comment(&post, "Well.").await;
    let action = act(&mona, "hide", &comment).await.ok();
    ada.call("deleteComment", id_of(&comment)).await.ok();
    assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentCount"], 1);
    reverse(&mona, &action).await.ok();
    assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentCount"], 1);
    mona.call("comment", id_of(&comment)).await.refused(404, "not_found");
    act(&mona, "hide", &comment).await.refused(404, "not_found");
    app.run_jobs().await;
}

async fn what_moderators_lock_its_author_can_not_open(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Discussed").await;
    let action = act(&mona, "lock", &post).await.ok();
    assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentsLocked"], true);
    let comment = json!({ "post": post["id"], "input": { "markdown": "Well." } });
    bob.call("createComment", comment.clone()).await.refused(409, "comments_locked");
    ada.call("unlockComments", id_of(&post)).await.refused(409, "held_by_moderators");
    reverse(&mona, &action).await.ok();
    assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentsLocked"], false);
    bob.call("createComment", comment).await.ok();
    ada.call("lockComments", id_of(&post)).await.ok();
    let action = act(&mona, "lock", &post).await.ok();
    reverse(&mona, &action).await.ok();
    assert_eq!(bob.call("post", id_of(&post)).await.ok()["commentsLocked"], true, "as its author wants it");
    app.run_jobs().await;
}

async fn what_is_hidden_for_a_time_comes_back_by_a_job(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("Doubtful").await;
    let until = (app.deps.clock.now() + TimeDelta::hours(1)).trunc_subsecs(0);
    let action = act_until(&mona, "hide", &post, json!(until.to_rfc3339())).await.ok();
    app.run_jobs().await;
    app.anonymous().call("post", id_of(&post)).await.refused(404, "not_found");
    app.advance(TimeDelta::hours(1) + TimeDelta::seconds(1));
    app.run_jobs().await;
    app.anonymous().call("post", id_of(&post)).await.ok();
    let mona = mona.again().await;
    let seen = mona.call("moderationAction", id_of(&action)).await.ok();
    assert_eq!(
        (&seen["endedAs"], &seen["inForce"], &seen["endedBy"]),
        (&json!("expired"), &json!(false), &Value::Null)
    );
    reverse(&mona, &action).await.refused(409, "already_ended");
    let mail = app.last_mail_to(&ada.email).await;
    assert_eq!(mail.subject, "What moderators did is over");
    app.run_jobs().await;
}

async fn whom_a_moderator_has_blocked_is_moderated_like_others(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let (post, other) = (ada.published("Doubtful").await, bob.published("Discussed").await);
    let (rude, worse) = (ada.comment(&other, "Rude.").await, ada.comment(&other, "Worse.").await);
    app.run_jobs().await;
    mona.call("blockUser", json!({ "id": ada.id })).await.ok();
    mona.call("comment", id_of(&rude)).await.refused(404, "not_found");
    let action = act(&mona, "hide", &rude).await.ok();
    assert_eq!(action["userId"], json!(ada.id));
    mona.call("deleteComment", id_of(&worse)).await.ok();
    for kind in ["lock", "hide"] {
        act(&mona, kind, &post).await.ok();
    }
    for comment in [&rude, &worse] {
        bob.call("comment", id_of(comment)).await.refused(404, "not_found");
    }
    bob.call("post", id_of(&post)).await.refused(404, "not_found");
    reverse(&mona, &action).await.ok();
    bob.call("comment", id_of(&rude)).await.ok();
    mona.call("comment", id_of(&rude)).await.refused(404, "not_found");
    app.run_jobs().await;
}

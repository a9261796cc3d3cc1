//! Who sees which posts, and how much of them.

use presswork_tests::{Actor, TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    a_draft_does_not_exist_for_strangers,
    a_draft_is_there_for_its_author_and_for_editors,
    a_stranger_can_do_nothing_to_a_draft,
    a_stranger_can_do_nothing_to_a_published_post,
    the_source_is_for_those_who_may_edit_the_post,
    members_do_not_write,
    an_editor_edits_everybodys_posts,
}

/// What can be done to a post.
const ACTIONS: [&str; 4] = ["updatePost", "publishPost", "unpublishPost", "deletePost"];

async fn act(actor: &Actor, action: &str, post: &Value) -> presswork_tests::Outcome {
    let input = if action == "updatePost" { json!({ "title": "Mine" }) } else { json!({}) };
    actor.call(action, json!({ "id": post["id"], "input": input })).await
}

/// A post as it is whoever reads it: how they stand to its author is theirs.
fn by_anybody(mut post: Value) -> Value {
    post["author"]["relationship"] = Value::Null;
    post
}

async fn a_draft_does_not_exist_for_strangers(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let draft = ada.draft("Hello").await;
    for stranger in [&bob, &app.anonymous()] {
        let missing = stranger.call("post", id_of(&draft)).await.refused(404, "not_found");
        let never = stranger.call("post", json!({ "id": "post_01h455vb4pex5vsknk084sn02q" })).await;
        assert_eq!(missing["detail"], never.refused(404, "not_found")["detail"]);
        stranger.call("post", json!({ "id": draft["slug"] })).await.refused(404, "not_found");
        stranger.call("node", id_of(&draft)).await.refused(404, "not_found");
        assert_eq!(stranger.call("posts", json!({})).await.ok()["data"], json!([]));
        stranger.call("tag", json!({ "slug": "rust" })).await.refused(404, "not_found");
    }
    assert_eq!(bob.call("posts", json!({ "status": "draft" })).await.ok()["data"], json!([]));
    app.anonymous().call("posts", json!({ "status": "draft" })).await.refused(401, "authentication_required");
}

async fn a_draft_is_there_for_its_author_and_for_editors(app: TestApp) {
    let (ada, eve, ann) = (app.user("ada").await, app.editor("eve").await, app.admin("ann").await);
    let draft = ada.draft("Hello").await;
    for insider in [&ada, &eve, &ann] {
        for which in [&draft["id"], &draft["slug"]] {
            assert_eq!(by_anybody(insider.call("post", json!({ "id": which })).await.ok()), draft);
        }
        let drafts = insider.call("posts", json!({ "status": "draft" })).await.ok();
        assert_eq!(drafts["data"].as_array().unwrap().len(), 1);
        assert_eq!(by_anybody(drafts["data"][0].clone()), draft);
        assert_eq!(insider.call("posts", json!({})).await.ok()["data"], json!([]), "a draft is not published");
    }
}

async fn a_stranger_can_do_nothing_to_a_draft(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let draft = ada.draft("Hello").await;
    let before = app.db_state().await;
    for action in ACTIONS {
        act(&bob, action, &draft).await.refused(404, "not_found");
        act(&app.anonymous(), action, &draft).await.refused(401, "authentication_required");
    }
    assert_eq!(app.db_state().await, before);
}

async fn a_stranger_can_do_nothing_to_a_published_post(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let before = app.db_state().await;
    for action in ACTIONS {
        act(&bob, action, &post).await.refused(403, "forbidden");
        act(&app.anonymous(), action, &post).await.refused(401, "authentication_required");
    }
    assert_eq!(app.db_state().await, before);
}

async fn the_source_is_for_those_who_may_edit_the_post(app: TestApp) {
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.editor("eve").await);
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    for (actor, sees) in [(&ada, true), (&eve, true), (&bob, false), (&app.anonymous(), false)] {
        let one = actor.call("post", id_of(&post)).await.ok();
        let all = actor.call("posts", json!({})).await.ok();
        let node = actor.call("node", id_of(&post)).await.ok();
        for seen in [&one, &all["data"][0], &node] {
            assert_eq!(seen["html"], post["html"]);
            assert_eq!(seen["markdown"].is_string(), sees, "{seen}");
        }
    }
}

async fn members_do_not_write(app: TestApp) {
    let mel = app.member("mel").await;
    let before = app.db_state().await;
    mel.call("createPost", json!({ "input": { "title": "Hello" } })).await.refused(403, "forbidden");
    assert_eq!(app.db_state().await, before);
    app.anonymous()
        .call("createPost", json!({ "input": { "title": "Hello" } }))
        .await
        .refused(401, "authentication_required");
}

async fn an_editor_edits_everybodys_posts(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let draft = ada.draft("Hello").await;
    assert_eq!(act(&eve, "updatePost", &draft).await.ok()["title"], "Mine");
    assert_eq!(act(&eve, "publishPost", &draft).await.ok()["post"]["status"], "published");
    assert_eq!(act(&eve, "unpublishPost", &draft).await.ok()["status"], "draft");
    let still = ada.call("post", id_of(&draft)).await.ok();
    assert_eq!(still["authorId"], ada.id, "an editor does not become the author");
    act(&eve, "deletePost", &draft).await.ok();
    app.run_jobs().await;
}

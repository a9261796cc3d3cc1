//! Deleted posts: found by who may restore them, brought back, and gone for good after a while.

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_face, each_profile, id_of};
use serde_json::{Value, json};

each_face! {
    a_deleted_post_comes_back_as_it_was,
    who_may_restore_a_post_finds_it_among_the_deleted,
    a_former_slug_leads_to_a_post_that_came_back,
    only_what_is_deleted_is_restored,
}

each_profile! {
    a_post_that_was_deleted_long_ago_is_gone_for_good,
}

async fn a_deleted_post_comes_back_as_it_was(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    bob.comment(&post, "Well said.").await;
    bob.call("reactToPost", json!({ "id": post["id"], "kind": "like" })).await.ok();
    app.run_jobs().await;
    let before = app.anonymous().call("post", id_of(&post)).await.ok();
    ada.call("deletePost", id_of(&post)).await.ok();
    app.anonymous().call("post", id_of(&post)).await.refused(404, "not_found");
    ada.call("restorePost", id_of(&post)).await.ok();
    let after = app.anonymous().call("post", id_of(&post)).await.ok();
    for member in ["slug", "title", "html", "status", "publishedAt", "commentCount", "tags", "reactions", "deletedAt"] {
        assert_eq!(after[member], before[member], "{member}");
    }
}

async fn who_may_restore_a_post_finds_it_among_the_deleted(app: TestApp) {
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.editor("eve").await);
    for title in ["One", "Two"] {
        let draft = ada.draft(title).await;
        ada.call("deletePost", id_of(&draft)).await.ok();
        app.advance(TimeDelta::seconds(1));
    }
    let deleted = json!({ "deleted": true });
    for who in [&ada, &eve] {
        let found = who.call("posts", deleted.clone()).await.ok();
        let titles: Vec<_> = found["data"].as_array().unwrap().iter().map(|post| post["title"].clone()).collect();
        assert_eq!(titles, ["Two", "One"]);
        assert!(found["data"][0]["deletedAt"].is_string());
    }
    assert_eq!(bob.call("posts", deleted.clone()).await.ok()["data"], json!([]));
    app.anonymous().call("posts", deleted).await.refused(401, "authentication_required");
    let page = ada.call("posts", json!({ "deleted": true, "first": 1 })).await.ok();
    let next = json!({ "deleted": true, "first": 1, "after": page["pageInfo"]["endCursor"] });
    assert_eq!(ada.call("posts", next).await.ok()["data"][0]["title"], "One");
}

async fn a_former_slug_leads_to_a_post_that_came_back(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    ada.call("updatePost", json!({ "id": post["id"], "input": { "slug": "hi" } })).await.ok();
    ada.call("deletePost", id_of(&post)).await.ok();
    let taken = json!({ "input": { "title": "x", "slug": "hello" } });
    ada.call("createPost", taken).await.refused(409, "slug_taken");
    app.anonymous().call("post", json!({ "id": "hello" })).await.refused(404, "not_found");
    ada.call("restorePost", id_of(&post)).await.ok();
    assert_eq!(app.anonymous().get("/v1/posts/hello").await.header("location"), "/v1/posts/hi");
}

async fn only_what_is_deleted_is_restored(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let draft = ada.draft("Hello").await;
    ada.call("restorePost", id_of(&draft)).await.refused(409, "not_deleted");
    bob.call("restorePost", id_of(&draft)).await.refused(404, "not_found");
    ada.call("deletePost", id_of(&draft)).await.ok();
    bob.call("restorePost", id_of(&draft)).await.refused(404, "not_found");
    app.db_set_role(&ada, "member").await;
    ada.call("restorePost", id_of(&draft)).await.refused(403, "forbidden");
}

async fn a_post_that_was_deleted_long_ago_is_gone_for_good(app: TestApp) {
    let (ada, ann) = (app.user("ada").await, app.admin("ann").await);
    let (old, young) = (ada.published("Old").await, ada.published("Young").await);
    let comment = ada.comment(&old, "Well.").await;
    ada.call("reactToComment", json!({ "id": comment["id"], "kind": "like" })).await.ok();
    ada.call("reactToPost", json!({ "id": old["id"], "kind": "like" })).await.ok();
    app.run_jobs().await;
    ada.call("deletePost", id_of(&old)).await.ok();
    ada.call("deletePost", id_of(&young)).await.ok();
    app.db_run("UPDATE posts SET deleted_at = ? WHERE slug = 'old'", vec![long_ago(&app).into()]).await;
    let purge = ann.call("triggerSchedule", json!({ "name": "purge-posts" })).await.ok();
    app.run_jobs().await;
    assert_eq!(ann.call("job", id_of(&purge)).await.ok()["result"], json!({ "removed": 1 }));
    ada.call("restorePost", id_of(&old)).await.refused(404, "not_found");
    ada.call("restorePost", id_of(&young)).await.ok();
    for table in ["comments", "reactions", "reaction_counts"] {
        assert_eq!(app.db_count(table).await, 0, "{table}");
    }
    let again: Value = ada.call("createPost", json!({ "input": { "title": "Old" } })).await.ok();
    assert_eq!(again["slug"], "old", "its address is free");
}

fn long_ago(app: &TestApp) -> chrono::DateTime<chrono::Utc> {
    app.deps.clock.now() - TimeDelta::days(31)
}

//! Bookmarks.

use presswork_tests::{TestApp, each_face, id_of};
use serde_json::json;

each_face! {
    a_bookmark_is_kept_once_and_seen_by_its_owner_only,
    a_bookmark_of_what_went_out_of_sight_waits_for_it,
}

async fn a_bookmark_is_kept_once_and_seen_by_its_owner_only(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (first, second) = (ada.published("First").await, ada.published("Second").await);
    app.run_jobs().await;
    let kept = bob.call("addBookmark", json!({ "post": first["id"] })).await.ok();
    assert_eq!(kept["post"]["author"]["username"], "ada");
    bob.call("addBookmark", json!({ "post": second["id"] })).await.ok();
    let again = bob.call("addBookmark", json!({ "post": first["id"] })).await.ok();
    assert_eq!(again["createdAt"], kept["createdAt"]);
    let list = bob.call("bookmarks", json!({ "first": 1 })).await.ok();
    assert_eq!(list["data"][0]["post"]["title"], "Second");
    let rest = bob.call("bookmarks", json!({ "after": list["pageInfo"]["endCursor"] })).await.ok();
    assert_eq!(rest["data"][0]["post"]["tags"][0]["name"], "Rust");
    assert_eq!(ada.call("bookmarks", json!({})).await.ok()["data"], json!([]));
    for _ in 0..2 {
        bob.call("removeBookmark", json!({ "post": second["id"] })).await.ok();
    }
    assert_eq!(bob.call("bookmarks", json!({})).await.ok()["data"].as_array().unwrap().len(), 1);
}

async fn a_bookmark_of_what_went_out_of_sight_waits_for_it(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    bob.call("addBookmark", json!({ "post": post["id"] })).await.ok();
    ada.call("unpublishPost", id_of(&post)).await.ok();
    assert_eq!(bob.call("bookmarks", json!({})).await.ok()["data"], json!([]));
    bob.call("addBookmark", json!({ "post": post["id"] })).await.refused(404, "not_found");
    ada.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    assert_eq!(bob.call("bookmarks", json!({})).await.ok()["data"].as_array().unwrap().len(), 1);
}

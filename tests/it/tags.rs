//! Tags.

use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    tags_are_listed_by_slug_and_found_by_slug_and_id,
    a_tag_is_there_once_a_published_post_carries_it,
    a_tag_keeps_the_name_it_was_first_given,
    a_list_of_tags_is_walked_in_both_directions,
}

fn slugs(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|tag| tag["slug"].as_str().unwrap()).collect()
}

async fn publish_with(app: &TestApp, tags: Value) {
    let author = app.user("ada").await;
    let input = json!({ "title": "Hello", "markdown": "x", "tags": tags });
    let post = author.call("createPost", json!({ "input": input })).await.ok();
    author.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
}

async fn tags_are_listed_by_slug_and_found_by_slug_and_id(app: TestApp) {
    publish_with(&app, json!(["Web Dev", "Rust", "C++", "Ärger"])).await;
    let list = app.anonymous().call("tags", json!({})).await.ok();
    assert_eq!(slugs(&list), ["arger", "c", "rust", "web-dev"]);
    let rust = &list["data"][2];
    assert_eq!(rust["name"], "Rust");
    for slug in [&rust["slug"], &rust["id"]] {
        assert_eq!(app.anonymous().call("tag", json!({ "slug": slug })).await.ok(), *rust);
    }
    app.anonymous().call("tag", json!({ "slug": "nothing" })).await.refused(404, "not_found");
}

async fn a_tag_is_there_once_a_published_post_carries_it(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let draft = ada.draft("Hello").await;
    let tag = draft["tags"][0].clone();
    assert_eq!(app.anonymous().call("tags", json!({})).await.ok()["data"], json!([]));
    app.anonymous().call("tag", json!({ "slug": tag["id"] })).await.refused(404, "not_found");
    app.anonymous().call("node", id_of(&tag)).await.refused(404, "not_found");
    assert_eq!(eve.call("tags", json!({})).await.ok()["data"], json!([tag]));
    ada.call("publishPost", id_of(&draft)).await.ok();
    app.run_jobs().await;
    assert_eq!(app.anonymous().call("tags", json!({})).await.ok()["data"], json!([tag]));
    ada.call("deletePost", id_of(&draft)).await.ok();
    assert_eq!(app.anonymous().call("tags", json!({})).await.ok()["data"], json!([]));
}

async fn a_tag_keeps_the_name_it_was_first_given(app: TestApp) {
    let ada = app.user("ada").await;
    let first = ada.draft("Hello").await;
    let input = json!({ "title": "Again", "tags": ["RUST"] });
    let second = ada.call("createPost", json!({ "input": input })).await.ok();
    assert_eq!(second["tags"], first["tags"]);
}

async fn a_list_of_tags_is_walked_in_both_directions(app: TestApp) {
    publish_with(&app, json!(["e", "d", "c", "b", "a"])).await;
    let nobody = app.anonymous();
    let first = nobody.call("tags", json!({ "first": 2 })).await.ok();
    let second = nobody.call("tags", json!({ "first": 9, "after": first["pageInfo"]["endCursor"] })).await.ok();
    assert_eq!((slugs(&first), slugs(&second)), (vec!["a", "b"], vec!["c", "d", "e"]));
    let back = nobody.call("tags", json!({ "last": 1, "before": second["pageInfo"]["startCursor"] })).await.ok();
    assert_eq!(slugs(&back), ["b"]);
    assert_eq!(slugs(&nobody.call("tags", json!({ "last": 2 })).await.ok()), ["d", "e"]);
}

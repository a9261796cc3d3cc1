//! Reading tags.

use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{draft_with, publish_with, slugs};

each_face! {
    tags_are_listed_by_slug_and_found_by_slug_and_id,
    a_tag_is_there_once_a_published_post_carries_it,
    a_tag_keeps_the_name_it_was_first_given,
    a_list_of_tags_is_walked_in_both_directions,
    posts_of_a_tag_are_walked_in_both_directions,
    with [("PRESSWORK__THROTTLE__SLUGS", "20")] => who_finds_many_tags_of_others_drafts_has_to_wait_for_the_next,
}

async fn published(app: &TestApp, tags: Value) {
    publish_with(&app.user("ada").await, "Hello", tags).await;
    app.run_jobs().await;
}

async fn tags_are_listed_by_slug_and_found_by_slug_and_id(app: TestApp) {
    published(&app, json!(["Web Dev", "Rust", "C++", "Ärger"])).await;
    let list = app.anonymous().call("tags", json!({})).await.ok();
    assert_eq!(slugs(&list), ["arger", "c-plus-plus", "rust", "web-dev"]);
    let rust = &list["data"][2];
    let id = rust["id"].clone();
    let expected = json!({
        "id": id, "slug": "rust", "name": "Rust", "description": "", "postCount": 1, "followerCount": 0, "following": null
    });
    assert_eq!(*rust, expected);
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
    assert_eq!(slugs(&app.anonymous().call("tags", json!({})).await.ok()), ["rust"]);
    ada.call("deletePost", id_of(&draft)).await.ok();
    assert_eq!(app.anonymous().call("tags", json!({})).await.ok()["data"], json!([]));
}

async fn a_tag_keeps_the_name_it_was_first_given(app: TestApp) {
    let ada = app.user("ada").await;
    let first = ada.draft("Hello").await;
    let second = draft_with(&ada, "Again", json!(["RUST"])).await;
    assert_eq!(second["tags"], first["tags"]);
}

/// Otherwise somebody could go through likely words to learn what drafts are about.
async fn who_finds_many_tags_of_others_drafts_has_to_wait_for_the_next(app: TestApp) {
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.editor("eve").await);
    for n in 0..4 {
        let tags: Vec<String> = (0..10).map(|m| format!("Zebra {}", n * 10 + m)).collect();
        draft_with(&ada, "Draft", json!(tags)).await;
    }
    for n in 0..25 {
        draft_with(&bob, "Mine", json!([format!("New {n}")])).await;
        draft_with(&bob, "Mine", json!(["NEW 0"])).await;
        draft_with(&eve, "Hers", json!([format!("Zebra {n}")])).await;
    }
    let wish = |tags: Value| json!({ "input": { "title": "Mine", "tags": tags } });
    let mut found = 0;
    let problem = loop {
        match bob.call("createPost", wish(json!([format!("ZEBRA {found}")]))).await.result {
            Ok(_) => found += 1,
            Err(problem) => break problem,
        }
    };
    assert_eq!(problem["code"], "too_many_attempts", "{problem}");
    assert!((20..30).contains(&found), "{found}");
    bob.call("createPost", wish(json!(["Newer"]))).await.refused(429, "too_many_attempts");
    let mine = draft_with(&bob, "Known ones", json!(["New 1", "Zebra 0"])).await;
    let change = json!({ "id": mine["id"], "input": { "tags": ["Zebra 39"] } });
    bob.call("updatePost", change).await.refused(429, "too_many_attempts");
    draft_with(&ada, "Hers", json!(["Zebra 1", "Newest"])).await;
    app.advance(chrono::TimeDelta::seconds(problem["retryAfter"].as_i64().unwrap()));
    draft_with(&bob, "Free", json!(["Newer"])).await;
    // Ten at once are ten.
    let cem = app.user("cem").await;
    for n in 0..3 {
        let tags: Vec<String> = (0..10).map(|m| format!("zebra {}", n * 10 + m)).collect();
        draft_with(&cem, "Three times ten", json!(tags)).await;
    }
    let mut more = 30;
    while cem.call("createPost", wish(json!([format!("zebra {more}")]))).await.result.is_ok() {
        more += 1;
    }
    assert!(more < 36, "{more}");
}

async fn a_list_of_tags_is_walked_in_both_directions(app: TestApp) {
    published(&app, json!(["e", "d", "c", "b", "a"])).await;
    let nobody = app.anonymous();
    let first = nobody.call("tags", json!({ "first": 2 })).await.ok();
    let second = nobody.call("tags", json!({ "first": 9, "after": first["pageInfo"]["endCursor"] })).await.ok();
    assert_eq!((slugs(&first), slugs(&second)), (vec!["a", "b"], vec!["c", "d", "e"]));
    let back = nobody.call("tags", json!({ "last": 1, "before": second["pageInfo"]["startCursor"] })).await.ok();
    assert_eq!(slugs(&back), ["b"]);
    assert_eq!(slugs(&nobody.call("tags", json!({ "last": 2 })).await.ok()), ["d", "e"]);
}

async fn posts_of_a_tag_are_walked_in_both_directions(app: TestApp) {
    let ada = app.user("ada").await;
    for n in 0..5 {
        publish_with(&ada, &format!("Tagged {n}"), json!(["Rust", "Web"])).await;
        publish_with(&ada, &format!("Other {n}"), json!(["Web"])).await;
    }
    app.run_jobs().await;
    // All of the same moment, so that the order hangs on the ids alone.
    app.db_run("UPDATE posts SET published_at = (SELECT MIN(created_at) FROM posts)", vec![]).await;
    app.db_run("UPDATE post_tags SET listed_at = (SELECT MIN(created_at) FROM posts)", vec![]).await;
    let titles = |list: &Value| -> Vec<String> {
        list["data"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect()
    };
    let nobody = app.anonymous();
    let first = nobody.call("posts", json!({ "tag": "rust", "first": 2 })).await.ok();
    let after = json!({ "tag": "rust", "first": 9, "after": first["pageInfo"]["endCursor"] });
    let second = nobody.call("posts", after).await.ok();
    let all = [titles(&first), titles(&second)].concat();
    assert_eq!(all, ["Tagged 4", "Tagged 3", "Tagged 2", "Tagged 1", "Tagged 0"]);
    let before = json!({ "tag": "rust", "last": 2, "before": second["pageInfo"]["startCursor"] });
    assert_eq!(titles(&nobody.call("posts", before).await.ok()), ["Tagged 4", "Tagged 3"]);
    let drafts = json!({ "tag": "rust", "status": "draft" });
    draft_with(&ada, "Draft", json!(["Rust"])).await;
    assert_eq!(titles(&ada.call("posts", drafts).await.ok()), ["Draft"]);
}

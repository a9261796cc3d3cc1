//! Ids that are none, or of something else.

use presswork_tests::{TestApp, each_face, each_profile};
use serde_json::json;

each_face! {
    an_id_that_is_none_is_refused,
    an_id_of_another_type_is_refused,
    an_id_of_nothing_is_not_found,
    text_that_no_database_takes_finds_nothing,
}

each_profile! {
    a_path_that_plays_tricks_finds_nothing,
}

/// What takes the id of a post only; `post` takes slugs too.
const OF_POSTS: [&str; 4] = ["updatePost", "publishPost", "unpublishPost", "deletePost"];

async fn an_id_that_is_none_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let long = "x_".repeat(2000);
    for id in [
        "x",
        "post_",
        "post_x",
        "POST_01h455vb4pex5vsknk084sn02q",
        "post_01H455VB4PEX5VSKNK084SN02Q",
        &long,
        "a_b",
        "ä",
    ] {
        let arguments = json!({ "id": id, "input": {} });
        for operation in OF_POSTS {
            ada.call(operation, arguments.clone()).await.refused(400, "invalid_id");
        }
        for operation in ["job", "user", "node"] {
            ada.call(operation, arguments.clone()).await.refused(400, "invalid_id");
        }
        if id.contains('_') {
            ada.call("post", arguments).await.refused(400, "invalid_id");
        }
    }
    assert_eq!(app.db_state().await, before);
}

async fn an_id_of_another_type_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let (user, post) = (json!({ "id": ada.id, "input": {} }), json!({ "id": draft["id"] }));
    for operation in OF_POSTS.into_iter().chain(["post", "job"]) {
        ada.call(operation, user.clone()).await.refused(400, "invalid_id");
    }
    for operation in ["user", "job"] {
        ada.call(operation, post.clone()).await.refused(400, "invalid_id");
    }
}

async fn an_id_of_nothing_is_not_found(app: TestApp) {
    let ada = app.user("ada").await;
    for operation in OF_POSTS.into_iter().chain(["post"]) {
        let never = json!({ "id": "post_01h455vb4pex5vsknk084sn02q", "input": {} });
        ada.call(operation, never).await.refused(404, "not_found");
    }
    ada.call("job", json!({ "id": "job_01h455vb4pex5vsknk084sn02q" })).await.refused(404, "not_found");
    ada.call("post", json!({ "id": "no-such-slug" })).await.refused(404, "not_found");
    ada.call("tag", json!({ "slug": "tag_01h455vb4pex5vsknk084sn02q" })).await.refused(404, "not_found");
}

async fn text_that_no_database_takes_finds_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    for (operation, arguments) in [
        ("post", json!({ "id": "a\u{0}b" })),
        ("tag", json!({ "slug": "a\u{0}b" })),
        ("user", json!({ "id": "@a\u{0}b" })),
    ] {
        let problem = ada.call(operation, arguments).await.result.unwrap_err();
        assert!(problem["status"] == 404 || problem["status"] == 400, "{operation}: {problem}");
    }
}

async fn a_path_that_plays_tricks_finds_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    for path in [
        "/v1/posts/..%2f..%2fme",
        "/v1/posts/%2e%2e",
        "/v1/posts/a%2fb",
        "/v1/posts/%ff",
        "/v1/posts/%zz",
        "/v1/posts/%",
        "/v1//posts",
        "/v1/posts/",
        "/V1/posts",
        "/v1/nodes/",
        "/v1/users/%00",
    ] {
        let reply = ada.get(path).await;
        assert!((400..500).contains(&reply.status), "{path}: {} {}", reply.status, reply.text());
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
}

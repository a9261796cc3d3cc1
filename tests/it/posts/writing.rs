//! Beginning, changing and deleting posts.

use insta::assert_json_snapshot;
use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    a_new_post_is_a_draft_with_its_tags_in_order,
    an_update_changes_only_what_it_mentions,
    null_clears_what_can_be_cleared,
    a_title_can_not_be_cleared,
    all_faults_of_an_input_are_reported_together,
    html_that_could_run_is_not_in_a_post,
    text_is_stored_in_one_normal_form,
    a_deleted_post_is_gone_for_everybody,
}

async fn a_new_post_is_a_draft_with_its_tags_in_order(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "title": "Hello, world", "markdown": "It *works*.", "tags": ["Web", "Rust", "web"] });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    assert_eq!(post["authorId"], ada.id);
    assert_json_snapshot!(post, {
        ".id" => "[id]", ".authorId" => "[id]", ".author.id" => "[id]", ".tags[].id" => "[id]",
        ".createdAt" => "[time]", ".updatedAt" => "[time]", ".author.createdAt" => "[time]",
    }, @r#"
    {
      "author": {
        "bio": "",
        "createdAt": "[time]",
        "displayName": "ada",
        "followerCount": 0,
        "followingCount": 0,
        "id": "[id]",
        "relationship": null,
        "role": "author",
        "username": "ada"
      },
      "authorId": "[id]",
      "canonicalUrl": null,
      "commentCount": 0,
      "commentsLocked": false,
      "coverImage": null,
      "createdAt": "[time]",
      "deletedAt": null,
      "excerpt": "It works.",
      "hiddenAt": null,
      "html": "<p>It <em>works</em>.</p>\n",
      "id": "[id]",
      "markdown": "It *works*.",
      "metaDescription": null,
      "metaTitle": null,
      "planProblem": null,
      "plannedFor": null,
      "publishAsNewsletter": false,
      "publishAt": null,
      "publishedAt": null,
      "reactions": [],
      "readingMinutes": 1,
      "series": null,
      "seriesPosition": null,
      "slug": "hello-world",
      "socialDescription": null,
      "socialImage": null,
      "socialTitle": null,
      "status": "draft",
      "tableOfContents": [],
      "tags": [
        {
          "description": "",
          "followerCount": 0,
          "following": false,
          "id": "[id]",
          "name": "Web",
          "postCount": 0,
          "slug": "web"
        },
        {
          "description": "",
          "followerCount": 0,
          "following": false,
          "id": "[id]",
          "name": "Rust",
          "postCount": 0,
          "slug": "rust"
        }
      ],
      "title": "Hello, world",
      "unpublishAt": null,
      "updatedAt": "[time]",
      "version": 1,
      "wordCount": 2
    }
    "#);
}

async fn an_update_changes_only_what_it_mentions(app: TestApp) {
    let ada = app.user("ada").await;
    let before = ada.draft("Hello").await;
    let change = json!({ "id": before["id"], "input": { "title": "Hello again" } });
    let after = ada.call("updatePost", change).await.ok();
    let mut expected = before.clone();
    expected["title"] = json!("Hello again");
    expected["version"] = json!(2);
    expected["updatedAt"] = after["updatedAt"].clone();
    assert_eq!(after, expected);
    assert!(after["updatedAt"].as_str() > before["updatedAt"].as_str());
    assert_eq!(ada.call("post", id_of(&before)).await.ok(), expected);
}

async fn null_clears_what_can_be_cleared(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "title": "Hello", "markdown": "It *works*.", "tags": ["Rust"], "slug": "my-own" });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    let change = json!({ "id": post["id"], "input": { "markdown": null, "tags": null, "slug": null } });
    let post = ada.call("updatePost", change).await.ok();
    let cleared = [&post["markdown"], &post["html"], &post["excerpt"], &post["tags"], &post["slug"], &post["title"]];
    assert_eq!(cleared, [&json!(""), &json!(""), &json!(""), &json!([]), &json!("hello"), &json!("Hello")]);
}

async fn a_title_can_not_be_cleared(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    for (title, fault) in [(Value::Null, "required"), (json!("  "), "required"), (json!("a\nb"), "invalid_character")] {
        let change = json!({ "id": post["id"], "input": { "title": title } });
        assert_eq!(ada.call("updatePost", change).await.faults(), [format!("/title {fault}")]);
    }
    assert_eq!(ada.call("post", id_of(&post)).await.ok(), post);
}

async fn all_faults_of_an_input_are_reported_together(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let input = json!({ "title": "x".repeat(201), "markdown": "a\u{0}b", "tags": ["fine", "!!!"], "slug": "No Slug" });
    let faults = ada.call("createPost", json!({ "input": input })).await.faults();
    assert_eq!(
        faults,
        ["/title too_long", "/markdown invalid_character", "/tags/1 invalid_format", "/slug invalid_format"]
    );
    let many: Vec<_> = (0..11).map(|n| format!("tag {n}")).collect();
    let input = json!({ "title": "x", "tags": many, "markdown": "x".repeat(200_001) });
    let faults = ada.call("createPost", json!({ "input": input })).await.faults();
    assert_eq!(faults, ["/markdown too_long", "/tags too_many"]);
    assert_eq!(app.db_state().await, before);
}

async fn html_that_could_run_is_not_in_a_post(app: TestApp) {
    let ada = app.user("ada").await;
    let markdown = "**bold** <script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) \
                    <a href=\"data:text/html,x\">y</a>\n\n<iframe src=\"https://evil.example\"></iframe>";
    let input = json!({ "title": "<script>alert(1)</script>", "markdown": markdown });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    let html = post["html"].as_str().unwrap();
    assert!(html.contains("<strong>bold</strong>"), "{html}");
    for danger in ["<script", "onerror", "javascript:", "data:", "<iframe", "<img"] {
        assert!(!html.contains(danger), "{danger} in {html}");
    }
    assert!(!post["excerpt"].as_str().unwrap().contains('<'), "{}", post["excerpt"]);
    assert_eq!(post["title"], "<script>alert(1)</script>", "a title is text, not HTML");
}

async fn text_is_stored_in_one_normal_form(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "title": " e\u{301}te\u{301} ", "markdown": "a\r\nn\u{303}", "tags": ["Cafe\u{301}"] });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    assert_eq!((&post["title"], &post["markdown"]), (&json!("\u{e9}t\u{e9}"), &json!("a\n\u{f1}")));
    assert_eq!((&post["tags"][0]["name"], &post["tags"][0]["slug"]), (&json!("Caf\u{e9}"), &json!("cafe")));
}

async fn a_deleted_post_is_gone_for_everybody(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    ada.call("deletePost", id_of(&post)).await.ok();
    for actor in [&ada, &eve, &app.anonymous()] {
        actor.call("post", id_of(&post)).await.refused(404, "not_found");
        actor.call("post", json!({ "id": post["slug"] })).await.refused(404, "not_found");
        actor.call("node", id_of(&post)).await.refused(404, "not_found");
        assert_eq!(actor.call("posts", json!({})).await.ok()["data"], json!([]));
    }
    ada.call("deletePost", id_of(&post)).await.refused(404, "not_found");
    ada.call("publishPost", id_of(&post)).await.refused(404, "not_found");
}

//! Making, renaming, describing and deleting tags.

use presswork_tests::{Face, TestApp, each_face, each_profile};
use serde_json::{Value, json};

use super::{assert_exact, change, draft_with, made, publish_with, slugs};

each_face! {
    a_tag_that_was_made_is_there_without_posts,
    a_tag_is_renamed_and_its_former_names_lead_to_it,
    what_authors_write_finds_a_tag_by_any_of_its_names,
    a_name_that_leads_elsewhere_is_refused,
    all_faults_of_a_tag_are_reported_together,
    a_tag_that_is_deleted_is_on_no_post_any_more_and_its_name_is_free,
    many_new_names_at_once_make_each_tag_once,
}

each_profile! {
    a_former_slug_answers_301_in_rest_and_resolves_in_graphql,
    a_new_tag_has_an_address,
}

async fn a_tag_that_was_made_is_there_without_posts(app: TestApp) {
    let (mona, ada) = (app.moderator("mona").await, app.user("ada").await);
    let input = json!({ "name": " C++ ", "slug": "cpp", "description": "The *language*.\n" });
    let tag = mona.call("createTag", json!({ "input": input })).await.ok();
    let seen = [&tag["slug"], &tag["name"], &tag["description"], &tag["postCount"]];
    assert_eq!(seen, [&json!("cpp"), &json!("C++"), &json!("The *language*."), &json!(0)]);
    assert_eq!(slugs(&app.anonymous().call("tags", json!({})).await.ok()), ["cpp"]);
    assert_eq!(draft_with(&ada, "Hello", json!(["c++"])).await["tags"][0]["id"], tag["id"]);
    for name in ["cpp", "C++", "c plus plus"] {
        let again = json!({ "input": { "name": name } });
        mona.call("createTag", again).await.refused(409, "slug_taken");
    }
    assert_exact(&app).await;
    app.run_jobs().await;
}

async fn a_tag_is_renamed_and_its_former_names_lead_to_it(app: TestApp) {
    let (mona, ada) = (app.moderator("mona").await, app.user("ada").await);
    let post = publish_with(&ada, "Hello", json!(["JS"])).await;
    app.run_jobs().await;
    let renamed = change(&mona, "js", json!({ "name": "JavaScript" })).await;
    assert_eq!((&renamed["slug"], &renamed["id"]), (&json!("javascript"), &post["tags"][0]["id"]));
    assert_eq!(change(&mona, "javascript", json!({ "slug": "ecmascript" })).await["name"], "JavaScript");
    assert_eq!(change(&mona, "js", json!({ "description": "Of the web." })).await["slug"], "ecmascript");
    let nobody = app.anonymous();
    for slug in ["js", "javascript", "ecmascript"] {
        let found = nobody.call("posts", json!({ "tag": slug })).await.ok();
        assert_eq!(found["data"][0]["tags"][0]["name"], "JavaScript", "{slug}");
    }
    let back = change(&mona, "ecmascript", json!({ "name": "JS", "slug": null, "description": null })).await;
    assert_eq!((&back["slug"], &back["description"]), (&json!("js"), &json!("")));
    let same = change(&mona, "js", json!({})).await;
    assert_eq!(same, back, "nothing is mentioned");
    assert_exact(&app).await;
    app.run_jobs().await;
}

async fn what_authors_write_finds_a_tag_by_any_of_its_names(app: TestApp) {
    let (mona, ada) = (app.moderator("mona").await, app.user("ada").await);
    publish_with(&ada, "Hello", json!(["JS"])).await;
    app.run_jobs().await;
    change(&mona, "js", json!({ "name": "JavaScript", "slug": "ecmascript" })).await;
    let draft = draft_with(&ada, "Again", json!(["js", "Web", "ECMAScript", "javascript"])).await;
    let names: Vec<_> = draft["tags"].as_array().unwrap().iter().map(|tag| tag["name"].clone()).collect();
    assert_eq!(names, ["JavaScript", "Web"], "three names of one tag");
    assert_exact(&app).await;
    app.run_jobs().await;
}

async fn a_name_that_leads_elsewhere_is_refused(app: TestApp) {
    let mona = app.moderator("mona").await;
    made(&mona, "Rust").await;
    made(&mona, "Go").await;
    change(&mona, "rust", json!({ "name": "Rust language" })).await;
    let before = app.db_state().await;
    for input in [json!({ "name": "RUST" }), json!({ "slug": "rust-language" }), json!({ "name": "rust", "slug": "g" })]
    {
        let arguments = json!({ "slug": "go", "input": input });
        mona.call("updateTag", arguments).await.refused(409, "slug_taken");
    }
    assert_eq!(app.db_state().await, before);
    mona.call("updateTag", json!({ "slug": "nothing", "input": { "name": "x" } })).await.refused(404, "not_found");
    app.run_jobs().await;
}

async fn all_faults_of_a_tag_are_reported_together(app: TestApp) {
    let mona = app.moderator("mona").await;
    made(&mona, "Rust").await;
    let input = json!({ "name": "!!!", "slug": "Not A Slug", "description": "x".repeat(501) });
    let expected = ["/name invalid_format", "/slug invalid_format", "/description too_long"];
    assert_eq!(mona.call("createTag", json!({ "input": input })).await.faults(), expected);
    assert_eq!(mona.call("updateTag", json!({ "slug": "rust", "input": input })).await.faults(), expected);
    let nameless = json!({ "slug": "rust", "input": { "name": null } });
    assert_eq!(mona.call("updateTag", nameless).await.faults(), ["/name required"]);
}

async fn a_tag_that_is_deleted_is_on_no_post_any_more_and_its_name_is_free(app: TestApp) {
    let (mona, ada) = (app.moderator("mona").await, app.user("ada").await);
    let post = publish_with(&ada, "Hello", json!(["Spam", "Rust"])).await;
    app.run_jobs().await;
    ada.call("followTag", json!({ "slug": "spam" })).await.ok();
    change(&mona, "spam", json!({ "name": "Rubbish" })).await;
    mona.call("deleteTag", json!({ "slug": "spam" })).await.ok();
    for slug in [json!("spam"), json!("rubbish"), post["tags"][0]["id"].clone()] {
        app.anonymous().call("tag", json!({ "slug": slug })).await.refused(404, "not_found");
    }
    let seen = app.anonymous().call("post", json!({ "id": post["id"] })).await.ok();
    let left: Vec<_> = seen["tags"].as_array().unwrap().iter().map(|tag| &tag["slug"]).collect();
    assert_eq!(left, ["rust"]);
    assert_eq!(ada.call("followedTags", json!({})).await.ok()["data"], json!([]));
    let again = draft_with(&ada, "Again", json!(["Spam"])).await;
    assert_ne!(again["tags"][0]["id"], post["tags"][0]["id"]);
    let boss = app.admin("boss").await;
    let log = boss.call("auditLog", json!({ "action": "tag.deleted" })).await.ok();
    assert_eq!((&log["data"][0]["actor"], &log["data"][0]["details"]["posts"]), (&json!(mona.id), &json!(1)));
    assert_exact(&app).await;
    app.run_jobs().await;
}

async fn many_new_names_at_once_make_each_tag_once(app: TestApp) {
    let people = [app.user("ada").await, app.user("bob").await, app.user("cem").await, app.user("dora").await];
    let writes = (0..24).map(async |n| {
        // Some of the same names in another order each time.
        let names: Vec<String> = (0..6).map(|k| format!("Name {}", (k * (n % 5 + 1) + n) % 9)).collect();
        publish_with(&people[n % 4], &format!("Post {n}"), json!(names)).await
    });
    futures::future::join_all(writes).await;
    app.run_jobs().await;
    assert_eq!(app.db_count("tags").await, 9);
    assert_eq!(app.db_count("tag_slugs").await, 9);
    assert_exact(&app).await;
}

async fn a_former_slug_answers_301_in_rest_and_resolves_in_graphql(app: TestApp) {
    let mona = app.moderator("mona").await.through(Face::Rest);
    made(&mona, "JS").await;
    change(&mona, "js", json!({ "name": "JavaScript" })).await;
    let moved = app.anonymous().get("/v1/tags/js?fields=name").await;
    assert_eq!((moved.status, moved.header("location")), (301, "/v1/tags/javascript?fields=name"));
    assert_eq!(app.anonymous().get(moved.header("location")).await.expect(200), json!({ "name": "JavaScript" }));
    let present = app.anonymous().gql("{ tag(slug: \"js\") { slug } }", json!({})).await.ok();
    assert_eq!(present["tag"], json!({ "slug": "javascript" }));
    app.run_jobs().await;
}

async fn a_new_tag_has_an_address(app: TestApp) {
    let mona = app.moderator("mona").await;
    let reply = mona.post("/v1/tags", json!({ "name": "Web Dev" })).await;
    let tag: Value = reply.expect(201);
    assert_eq!(reply.header("location"), "/v1/tags/web-dev");
    assert_eq!(mona.get(reply.header("location")).await.expect(200), tag);
}

//! What posts said before: kept, compared, restored.

use std::{pin::pin, time::Duration};

use chrono::TimeDelta;
use presswork_tests::{Actor, TestApp, each_face, id_of};
use serde_json::{Value, json};
use tokio::time::timeout;

each_face! {
    every_save_is_a_revision_with_its_author_and_reason,
    autosaves_that_follow_each_other_are_one_revision,
    what_changes_nothing_is_no_revision_no_version_and_no_event,
    a_save_of_what_was_autosaved_keeps_it,
    a_post_from_before_there_were_revisions_keeps_what_it_said,
    two_revisions_are_compared_as_data_and_as_text,
    a_revision_is_restored_by_a_save_of_its_own,
    what_is_restored_is_rendered_while_others_write_and_is_what_the_revision_says_then,
    a_write_that_comes_second_hears_of_both_versions,
    revisions_are_for_those_who_may_edit_the_post,
    a_revision_that_is_not_there_is_not_found,
}

async fn save(who: &Actor, post: &Value, input: Value) -> Value {
    who.call("updatePost", json!({ "id": post["id"], "input": input })).await.ok()
}

async fn revisions(who: &Actor, post: &Value) -> Vec<Value> {
    who.call("postRevisions", id_of(post)).await.ok()["data"].as_array().unwrap().clone()
}

fn of(post: &Value, number: i64) -> Value {
    json!({ "id": post["id"], "number": number })
}

async fn every_save_is_a_revision_with_its_author_and_reason(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let post = ada.draft("Hello").await;
    save(&ada, &post, json!({ "markdown": "Two." })).await;
    save(&eve, &post, json!({ "title": "Hello again", "reason": "A clearer heading" })).await;
    let all = revisions(&ada, &post).await;
    let numbers: Vec<_> = all.iter().map(|revision| (&revision["number"], &revision["version"])).collect();
    assert_eq!(json!(numbers), json!([[3, 3], [2, 2], [1, 1]]));
    assert_eq!((&all[0]["author"]["username"], &all[0]["reason"]), (&json!("eve"), &json!("A clearer heading")));
    assert_eq!((&all[0]["title"], &all[0]["markdown"]), (&json!("Hello again"), &json!("Two.")));
    assert_eq!((&all[1]["authorId"], &all[1]["reason"]), (&json!(ada.id), &Value::Null));
    let first = ada.call("postRevision", of(&post, 1)).await.ok();
    assert_eq!((&first["title"], &first["markdown"]), (&json!("Hello"), &post["markdown"]));
    let refused = ada.call("updatePost", json!({ "id": post["id"], "input": { "title": "x", "reason": " " } })).await;
    assert_eq!(refused.faults(), ["/reason required"]);
    assert_eq!(revisions(&ada, &post).await.len(), 3);
}

async fn autosaves_that_follow_each_other_are_one_revision(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let post = ada.draft("Hello").await;
    for text in ["a", "ab", "abc"] {
        save(&ada, &post, json!({ "markdown": text, "autosave": true })).await;
    }
    let all = revisions(&ada, &post).await;
    assert_eq!(all.len(), 2);
    assert_eq!(
        (&all[0]["markdown"], &all[0]["version"], &all[0]["autosave"]),
        (&json!("abc"), &json!(4), &json!(true))
    );
    save(&eve, &post, json!({ "markdown": "abc, says eve", "autosave": true })).await;
    assert_eq!(revisions(&ada, &post).await.len(), 3, "another person's is another");
    save(&eve, &post, json!({ "markdown": "done" })).await;
    save(&eve, &post, json!({ "markdown": "done!", "autosave": true })).await;
    assert_eq!(revisions(&ada, &post).await.len(), 5, "a save of one's own is not replaced");
    app.advance(TimeDelta::minutes(11));
    save(&eve, &post, json!({ "markdown": "done!!", "autosave": true })).await;
    assert_eq!(revisions(&ada, &post).await.len(), 6, "the window is over");
}

async fn what_changes_nothing_is_no_revision_no_version_and_no_event(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({
        "title": "Hello", "markdown": "It *works*.", "tags": ["Rust", "Web"], "slug": "hello",
        "excerpt": "In other words.", "canonicalUrl": "https://example.org/", "metaTitle": "Hi", "series": "Steps", "seriesPosition": 2,
    });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    ada.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let post = ada.call("post", id_of(&post)).await.ok();
    let before = app.db_state().await;
    for same in [
        input.clone(),
        json!({ "title": " Hello ", "reason": "Nothing" }),
        json!({ "markdown": "It *works*.", "autosave": true }),
        json!({ "tags": ["rust", "web"] }),
        json!({ "slug": null }),
        json!({ "metaDescription": null, "coverMediaId": null }),
        json!({}),
    ] {
        assert_eq!(save(&ada, &post, same.clone()).await, post, "{same}");
        assert_eq!(app.db_state().await, before, "{same}");
    }
    let stale = json!({ "id": post["id"], "ifMatch": "7", "input": { "title": "Hello" } });
    ada.call("updatePost", stale).await.refused(412, "stale_version");
    let mut partly = input;
    partly["excerpt"] = Value::Null;
    let changed = save(&ada, &post, partly).await;
    assert_eq!((&changed["version"], &changed["excerpt"]), (&json!(3), &json!("It works.")));
    assert_eq!(save(&ada, &post, json!({ "tags": ["Web", "Rust"] })).await["version"], 4, "another order is a change");
    assert_eq!(revisions(&ada, &post).await.len(), 3);
    app.run_jobs().await;
}

async fn a_save_of_what_was_autosaved_keeps_it(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let post = ada.draft("Hello").await;
    let auto = save(&ada, &post, json!({ "markdown": "a", "autosave": true })).await;
    save(&eve, &post, json!({ "markdown": "a" })).await;
    assert_eq!(revisions(&ada, &post).await[0]["autosave"], true, "it is nobody else's");
    let saved = save(&ada, &post, json!({ "markdown": "a", "reason": "Done" })).await;
    assert_eq!(saved, auto, "the post is the same");
    let all = revisions(&ada, &post).await;
    assert_eq!((all.len(), &all[0]["autosave"], &all[0]["reason"]), (2, &json!(false), &json!("Done")));
    save(&ada, &post, json!({ "markdown": "ab", "autosave": true })).await;
    let all = revisions(&ada, &post).await;
    assert_eq!((all.len(), &all[1]["markdown"]), (3, &json!("a")), "what was saved by hand is not replaced");
}

async fn a_post_from_before_there_were_revisions_keeps_what_it_said(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    app.db_run("DELETE FROM post_revisions", vec![]).await;
    assert_eq!(revisions(&ada, &post).await, Vec::<Value>::new());
    save(&ada, &post, json!({ "markdown": "New." })).await;
    let all = revisions(&ada, &post).await;
    assert_eq!((all.len(), &all[1]["markdown"], &all[1]["authorId"]), (2, &post["markdown"], &json!(ada.id)));
}

async fn two_revisions_are_compared_as_data_and_as_text(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    save(&ada, &post, json!({ "markdown": "one\ntwo\nthree\n" })).await;
    save(&ada, &post, json!({ "markdown": "one\n2\nthree\n", "title": "Hi" })).await;
    let diff = ada.call("postRevisionDiff", of(&post, 3)).await.ok();
    assert_eq!(
        (&diff["from"], &diff["to"], &diff["added"], &diff["removed"]),
        (&json!(2), &json!(3), &json!(1), &json!(1))
    );
    assert_eq!((&diff["titleBefore"], &diff["titleAfter"]), (&json!("Hello"), &json!("Hi")));
    assert_eq!(diff["hunks"][0]["lines"][1], json!({ "change": "removed", "text": "two" }));
    assert_eq!(diff["unified"], "--- revision 2\n+++ revision 3\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n");
    let whole = ada.call("postRevisionDiff", json!({ "id": post["id"], "number": 3, "from": 1 })).await.ok();
    assert_eq!(whole["from"], 1);
    let first = ada.call("postRevisionDiff", of(&post, 1)).await.ok();
    assert_eq!((&first["from"], &first["removed"]), (&Value::Null, &json!(0)));
}

async fn a_revision_is_restored_by_a_save_of_its_own(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    let second = save(&ada, &post, json!({ "title": "Other", "markdown": "Other." })).await;
    let mut stale = of(&post, 1);
    stale["ifMatch"] = json!("1");
    ada.call("restoreRevision", stale).await.refused(412, "stale_version");
    let mut good = of(&post, 1);
    good["ifMatch"] = json!(second["version"].to_string());
    let back = ada.call("restoreRevision", good).await.ok();
    assert_eq!((&back["title"], &back["markdown"], &back["html"]), (&post["title"], &post["markdown"], &post["html"]));
    let all = revisions(&ada, &post).await;
    assert_eq!((all.len(), &all[0]["restoredFrom"], &all[0]["version"]), (3, &json!(1), &json!(3)));
}

async fn what_is_restored_is_rendered_while_others_write_and_is_what_the_revision_says_then(app: TestApp) {
    let ada = app.user("ada").await;
    let (post, other) = (ada.draft("Hello").await, ada.draft("Other").await);
    save(&ada, &post, json!({ "markdown": "Two." })).await;
    let busy = app.busy_renderer().await;
    let mut restoring = pin!(ada.call("restoreRevision", of(&post, 1)));
    assert!(timeout(Duration::from_millis(300), &mut restoring).await.is_err(), "it waits for a place");
    for written in [&post, &other] {
        save(&ada, written, json!({ "title": "Meanwhile" })).await;
    }
    // As an autosave changes the last revision.
    app.db_run("UPDATE post_revisions SET markdown = 'Newer.' WHERE number = 1", vec![]).await;
    drop(busy);
    let back = restoring.await.ok();
    assert_eq!((&back["title"], &back["markdown"]), (&json!("Hello"), &json!("Newer.")));
    assert_eq!(back["html"].as_str().unwrap().trim(), "<p>Newer.</p>");
}

async fn a_write_that_comes_second_hears_of_both_versions(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let post = ada.draft("Hello").await;
    let change = |text: &str| json!({ "id": post["id"], "ifMatch": "1", "input": { "markdown": text } });
    eve.call("updatePost", change("Eve's.")).await.ok();
    let problem = ada.call("updatePost", change("Ada's.")).await.refused(412, "stale_version");
    assert_eq!(problem["current"], json!({ "version": 2, "title": "Hello", "markdown": "Eve's." }));
    assert_eq!(problem["base"], json!({ "version": 1, "title": "Hello", "markdown": post["markdown"] }));
    assert_eq!(ada.call("post", id_of(&post)).await.ok()["markdown"], "Eve's.");
}

async fn revisions_are_for_those_who_may_edit_the_post(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (draft, post) = (ada.draft("Draft").await, ada.published("Out").await);
    app.run_jobs().await;
    for operation in ["postRevisions", "postRevision", "postRevisionDiff", "restoreRevision"] {
        let arguments = |post: &Value| if operation == "postRevisions" { id_of(post) } else { of(post, 1) };
        bob.call(operation, arguments(&post)).await.refused(403, "forbidden");
        bob.call(operation, arguments(&draft)).await.refused(404, "not_found");
        app.anonymous().call(operation, arguments(&post)).await.refused(401, "authentication_required");
    }
}

async fn a_revision_that_is_not_there_is_not_found(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    let before = app.db_state().await;
    for number in [0, -1, 2, i64::from(i32::MAX)] {
        for operation in ["postRevision", "postRevisionDiff", "restoreRevision"] {
            ada.call(operation, of(&post, number)).await.refused(404, "not_found");
        }
    }
    let from = json!({ "id": post["id"], "number": 1, "from": 7 });
    ada.call("postRevisionDiff", from).await.refused(404, "not_found");
    assert_eq!(app.db_state().await, before);
}

//! Markdown that would take too long, or become too long.

use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    markdown_that_multiplies_or_nests_is_refused_and_nothing_is_kept,
    what_was_written_before_is_read_changed_and_published,
    a_revision_from_before_is_restored_no_more,
    a_preview_keeps_no_answer_for_its_key,
}

/// A table whose missing cells are filled in, quotes in quotes, and a footnote over and over.
fn hostile() -> [String; 3] {
    let table = format!("{}|\n{}|\n{}", "|a".repeat(500), "|-".repeat(500), "|a\n".repeat(500));
    [table, ">".repeat(5_000), format!("{}\n\n[^1]: a\n", "[^1] ".repeat(3_000))]
}

async fn markdown_that_multiplies_or_nests_is_refused_and_nothing_is_kept(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    let comment = ada.comment(&post, "Well said.").await;
    app.run_jobs().await;
    let before = app.db_state().await;
    for source in hostile() {
        let text = json!({ "markdown": source });
        for (operation, arguments) in [
            ("createPost", json!({ "input": { "title": "Hello", "markdown": source } })),
            ("updatePost", json!({ "id": post["id"], "input": text })),
            ("previewMarkdown", json!({ "input": text })),
            ("createComment", json!({ "post": post["id"], "input": text })),
            ("updateComment", json!({ "id": comment["id"], "input": text })),
        ] {
            let faults = ada.call(operation, arguments).await.faults();
            assert_eq!(faults, ["/markdown too_complex"], "{operation} {}", &source[..20]);
        }
    }
    assert_eq!(app.db_state().await, before);
    let deep = format!("{} a\n\n{}", ">".repeat(20), "- ".repeat(10));
    ada.call("updatePost", json!({ "id": post["id"], "input": { "markdown": deep } })).await.ok();
    app.run_jobs().await;
}

async fn what_was_written_before_is_read_changed_and_published(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    let source = ">".repeat(5_000);
    app.db_run(&format!("UPDATE posts SET markdown = '{source}'"), vec![]).await;
    let read = ada.call("post", id_of(&post)).await.ok();
    assert_eq!((&read["markdown"], &read["html"]), (&json!(source), &post["html"]));
    let published = ada.call("publishPost", id_of(&post)).await.ok();
    assert_eq!(published["post"]["status"], "published");
    let input = json!({ "title": "Hi", "markdown": source });
    let changed = ada.call("updatePost", json!({ "id": post["id"], "input": input })).await.ok();
    assert_eq!((&changed["title"], &changed["html"]), (&json!("Hi"), &post["html"]));
    app.run_jobs().await;
}

async fn a_revision_from_before_is_restored_no_more(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let source = ">".repeat(5_000);
    app.db_run(&format!("UPDATE post_revisions SET markdown = '{source}'"), vec![]).await;
    let (before, version) = (app.db_state().await, post["version"].to_string());
    let first = |version: &str| json!({ "id": post["id"], "number": 1, "ifMatch": version });
    assert_eq!(ada.call("restoreRevision", first(&version)).await.faults(), ["/markdown too_complex"]);
    ada.call("restoreRevision", first("7")).await.refused(412, "stale_version");
    bob.call("restoreRevision", first(&version)).await.refused(403, "forbidden");
    assert_eq!(app.db_state().await, before);
}

async fn a_preview_keeps_no_answer_for_its_key(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let keyed = |source: &str, key: &str| json!({ "input": { "markdown": source }, "idempotencyKey": key });
    let html = |preview: &Value| preview["html"].as_str().unwrap().trim().to_owned();
    for source in ["One", "One", "Two"] {
        let preview = ada.call("previewMarkdown", keyed(source, "k")).await.ok();
        assert_eq!(html(&preview), format!("<p>{source}</p>"));
    }
    assert_eq!(app.db_state().await, before);
    ada.call("previewMarkdown", keyed("One", "a b")).await.refused(400, "invalid_idempotency_key");
}

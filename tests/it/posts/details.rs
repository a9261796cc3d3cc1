//! What surrounds the text of a post, and what a source looks like.

use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    a_post_tells_its_words_its_time_and_its_headings,
    what_authors_say_about_a_post_is_kept_changed_and_cleared,
    the_posts_of_a_series_are_listed,
    what_is_wrong_with_details_is_told_together_and_changes_nothing,
    a_preview_is_what_the_post_will_be_and_changes_nothing,
    a_post_from_before_is_counted_too,
}

const SAID: [(&str, &str); 6] = [
    ("canonicalUrl", "https://example.org/hello"),
    ("metaTitle", "Hello, search"),
    ("metaDescription", "What this is about."),
    ("socialTitle", "Hello, friends"),
    ("socialDescription", "Read this."),
    ("socialImage", "https://example.org/hello.png"),
];

async fn a_post_tells_its_words_its_time_and_its_headings(app: TestApp) {
    let ada = app.user("ada").await;
    let markdown = format!("# One\n\n{}\n\n## Two", "word ".repeat(230));
    let input = json!({ "title": "Long", "markdown": markdown });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    assert_eq!((&post["wordCount"], &post["readingMinutes"]), (&json!(232), &json!(2)));
    let contents = json!([
        { "level": 1, "text": "One", "anchor": "h-one" },
        { "level": 2, "text": "Two", "anchor": "h-two" },
    ]);
    assert_eq!(post["tableOfContents"], contents);
    assert!(post["html"].as_str().unwrap().contains("<h2 id=\"h-two\">Two</h2>"), "{post}");
    let change = json!({ "id": post["id"], "input": { "markdown": "Short." } });
    let short = ada.call("updatePost", change).await.ok();
    assert_eq!((&short["wordCount"], &short["readingMinutes"]), (&json!(1), &json!(1)));
    assert_eq!(short["tableOfContents"], json!([]));
}

async fn what_authors_say_about_a_post_is_kept_changed_and_cleared(app: TestApp) {
    let ada = app.user("ada").await;
    let mut input = json!({ "title": "Hello", "markdown": "Text.", "excerpt": "In other words.", "series": "Steps", "seriesPosition": 2 });
    for (member, value) in SAID {
        input[member] = json!(value);
    }
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    for (member, value) in SAID {
        assert_eq!(post[member], value, "{member}");
    }
    assert_eq!(
        (&post["excerpt"], &post["series"], &post["seriesPosition"]),
        (&json!("In other words."), &json!("Steps"), &json!(2))
    );
    let change = json!({ "excerpt": null, "metaTitle": null, "socialTitle": "Hi", "seriesPosition": 3 });
    let changed = ada.call("updatePost", json!({ "id": post["id"], "input": change })).await.ok();
    assert_eq!((&changed["excerpt"], &changed["metaTitle"]), (&json!("Text."), &Value::Null));
    assert_eq!((&changed["socialTitle"], &changed["seriesPosition"]), (&json!("Hi"), &json!(3)));
    assert_eq!((&changed["canonicalUrl"], &changed["version"]), (&post["canonicalUrl"], &json!(2)));
}

async fn the_posts_of_a_series_are_listed(app: TestApp) {
    let ada = app.user("ada").await;
    for (title, series) in [("One", "Steps"), ("Two", "Steps"), ("Other", "Elsewhere")] {
        let input = json!({ "title": title, "markdown": "x", "series": series });
        let post = ada.call("createPost", json!({ "input": input })).await.ok();
        ada.call("publishPost", id_of(&post)).await.ok();
    }
    app.run_jobs().await;
    let found = app.anonymous().call("posts", json!({ "series": "Steps" })).await.ok();
    let titles: Vec<_> = found["data"].as_array().unwrap().iter().map(|post| post["title"].clone()).collect();
    assert_eq!(titles, ["Two", "One"]);
    assert_eq!(app.anonymous().call("posts", json!({ "series": "None" })).await.ok()["data"], json!([]));
}

async fn what_is_wrong_with_details_is_told_together_and_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    let before = app.db_state().await;
    let wrong = json!({
        "canonicalUrl": "javascript:alert(1)", "socialImage": "/a.png", "metaTitle": " ", "seriesPosition": 0,
        "series": "x".repeat(101), "excerpt": "x".repeat(301),
    });
    let mut faults = ada.call("updatePost", json!({ "id": post["id"], "input": wrong })).await.faults();
    faults.sort();
    let expected = [
        "/canonicalUrl invalid_format",
        "/excerpt too_long",
        "/metaTitle required",
        "/series too_long",
        "/seriesPosition out_of_range",
        "/socialImage invalid_format",
    ];
    assert_eq!(faults, expected);
    assert_eq!(app.db_state().await, before);
}

async fn a_preview_is_what_the_post_will_be_and_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let source =
        "# Hello\n\nIt *works*[^1] and has <script>no scripts</script>.\n\n```rust\nfn x() {}\n```\n\n[^1]: A note.\n";
    let before = app.db_state().await;
    let preview = ada.call("previewMarkdown", json!({ "input": { "markdown": source } })).await.ok();
    assert_eq!(app.db_state().await, before);
    let input = json!({ "title": "Hello", "markdown": source });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    for member in ["html", "excerpt", "wordCount", "readingMinutes", "tableOfContents"] {
        assert_eq!(preview[member], post[member], "{member}");
    }
    assert!(!preview["html"].as_str().unwrap().contains("<script"), "{preview}");
    let long = json!({ "input": { "markdown": "x".repeat(200_001) } });
    assert_eq!(ada.call("previewMarkdown", long).await.faults(), ["/markdown too_long"]);
    let anonymous = app.anonymous().call("previewMarkdown", json!({ "input": { "markdown": "x" } })).await;
    anonymous.refused(401, "authentication_required");
}

async fn a_post_from_before_is_counted_too(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    app.db_run("UPDATE posts SET word_count = NULL, table_of_contents = NULL", vec![]).await;
    let read = ada.call("post", id_of(&post)).await.ok();
    assert_eq!((&read["wordCount"], &read["tableOfContents"]), (&post["wordCount"], &json!([])));
}

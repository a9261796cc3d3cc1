//! How many posts a tag has, after everything that may happen to posts.

use chrono::TimeDelta;
use futures::StreamExt as _;
use presswork_tests::{TestApp, each_face, each_profile, id_of};
use serde_json::json;

use super::{assert_exact, counts, draft_with, publish_with};

each_face! {
    a_tag_counts_the_posts_that_everybody_may_read,
    a_tag_counts_what_is_published_and_withdrawn_at_a_time,
    posts_that_change_their_tags_are_counted_where_they_are,
}

each_profile! {
    counts_are_exact_however_much_happens_at_once,
}

async fn a_tag_counts_the_posts_that_everybody_may_read(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let post = draft_with(&ada, "Hello", json!(["Rust", "Web"])).await;
    let steps = [
        ("publishPost", 1),
        ("unpublishPost", 0),
        ("publishPost", 1),
        ("deletePost", 0),
        ("restorePost", 1),
        ("unpublishPost", 0),
        ("deletePost", 0),
        ("restorePost", 0),
        ("publishPost", 1),
    ];
    for (n, (operation, expected)) in steps.into_iter().enumerate() {
        ada.call(operation, id_of(&post)).await.ok();
        for slug in ["rust", "web"] {
            assert_eq!(counts(&eve, slug).await.0, expected, "{slug} after step {n}, {operation}");
        }
        assert_exact(&app).await;
    }
    ada.call("deletePost", id_of(&post)).await.ok();
    app.run_jobs().await;
    app.advance(TimeDelta::days(31));
    let boss = app.admin("boss").await;
    boss.call("triggerSchedule", json!({ "name": "purge-posts" })).await.ok();
    app.run_jobs().await;
    assert_eq!((app.db_count("posts").await, counts(&boss, "rust").await.0), (0, 0));
    assert_exact(&app).await;
}

async fn a_tag_counts_what_is_published_and_withdrawn_at_a_time(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let now = app.deps.clock.now();
    for title in ["One", "Two", "Three"] {
        let post = draft_with(&ada, title, json!(["Rust", title])).await;
        let at = |hours: i64| (now + TimeDelta::hours(hours)).to_rfc3339();
        let plan = json!({ "id": post["id"], "input": { "publishAt": at(1) } });
        ada.call("publishPost", plan).await.ok();
        let plan = json!({ "id": post["id"], "input": { "unpublishAt": at(2) } });
        ada.call("unpublishPost", plan).await.ok();
    }
    assert_eq!(counts(&eve, "rust").await.0, 0);
    for (hours, expected) in [(1, 3), (1, 0)] {
        app.advance(TimeDelta::hours(hours) + TimeDelta::minutes(1));
        app.run_jobs().await;
        assert_eq!(counts(&eve.again().await, "rust").await.0, expected);
        assert_exact(&app).await;
    }
}

async fn posts_that_change_their_tags_are_counted_where_they_are(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let post = publish_with(&ada, "Hello", json!(["Rust", "Web"])).await;
    let draft = draft_with(&ada, "Draft", json!(["Rust", "Web"])).await;
    for (tags, expected) in [
        (json!(["Web", "Go"]), (0, 1, 1)),
        (json!(["Go", "Web"]), (0, 1, 1)),
        (json!([]), (0, 0, 0)),
        (json!(["Rust", "Go", "Web"]), (1, 1, 1)),
        (json!(null), (0, 0, 0)),
    ] {
        for post in [&post, &draft] {
            let change = json!({ "id": post["id"], "input": { "tags": tags } });
            ada.call("updatePost", change).await.ok();
        }
        let count = async |slug| counts(&eve, slug).await.0;
        assert_eq!((count("rust").await, count("web").await, count("go").await), expected, "{tags}");
        assert_exact(&app).await;
    }
    app.run_jobs().await;
}

/// Posts of the same tags are published, withdrawn, deleted, restored and tagged anew, all at once; what is refused is refused.
async fn counts_are_exact_however_much_happens_at_once(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut posts = Vec::new();
    for n in 0..8 {
        let tags = [json!(["One", "Two", "Three"]), json!(["Three", "Two", "One"])][n % 2].clone();
        let author = [&ada, &bob][n % 2];
        posts.push((author, draft_with(author, &format!("Post {n}"), tags).await));
    }
    let steps = posts.iter().enumerate().flat_map(|(n, post)| (0..12).map(move |k| (post, n + k)));
    let all = steps.map(async |((author, post), n)| {
        let tags = [json!(["Two", "Four"]), json!(["Four", "One", "Two"]), json!(["Three", "One"])][n % 3].clone();
        let (operation, arguments) = match n % 5 {
            0 => ("publishPost", id_of(post)),
            1 => ("updatePost", json!({ "id": post["id"], "input": { "tags": tags } })),
            2 => ("unpublishPost", id_of(post)),
            3 => ("deletePost", id_of(post)),
            _ => ("restorePost", id_of(post)),
        };
        let outcome = author.call(operation, arguments).await;
        assert!(outcome.http.status < 500, "{operation}: {}", outcome.http.text());
    });
    // More at once only wait for a connection of the pool, and are refused when that takes long.
    futures::stream::iter(all).buffer_unordered(8).collect::<Vec<_>>().await;
    assert_exact(&app).await;
    app.run_jobs().await;
    assert_exact(&app).await;
}

//! Merging tags.

use presswork_tests::{Actor, TestApp, each_face, each_profile, id_of};
use serde_json::{Value, json};

use super::{assert_exact, counts, draft_with, made, publish_with, slugs};

each_face! {
    a_merge_moves_posts_and_followers_and_leaves_its_names_behind,
    what_carries_both_is_counted_once,
    a_merge_that_can_not_be_is_refused,
    a_merge_that_is_called_off_leaves_both_tags_right,
    chains_of_merges_come_out_right,
    a_name_is_found_as_long_as_its_merge_lasts,
}

each_profile! {
    a_merge_that_dies_goes_on_where_it_was,
    what_is_written_while_tags_are_merged_is_not_lost,
}

async fn merge(moderator: &Actor, from: &str, into: &str) -> Value {
    moderator.call("mergeTag", json!({ "slug": from, "input": { "into": into } })).await.ok()
}

async fn a_merge_moves_posts_and_followers_and_leaves_its_names_behind(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    for n in 0..3 {
        publish_with(&ada, &format!("Post {n}"), json!(["First", "Golang", "Last"])).await;
    }
    draft_with(&ada, "Draft", json!(["Golang"])).await;
    app.run_jobs().await;
    made(&mona, "Go").await;
    bob.call("followTag", json!({ "slug": "golang" })).await.ok();
    let job = merge(&mona, "golang", "go").await;
    assert_eq!(job["kind"], "tags.merge");
    app.run_jobs().await;
    let receipt = mona.call("job", id_of(&job)).await.ok();
    assert_eq!((&receipt["state"], &receipt["result"]), (&json!("succeeded"), &json!({ "posts": 4, "followers": 1 })));
    assert_eq!((&receipt["progress"]["done"], &receipt["progress"]["total"]), (&json!(5), &json!(5)));
    assert_eq!(counts(&mona, "go").await, (3, 1));
    let nobody = app.anonymous();
    let found = nobody.call("posts", json!({ "tag": "golang" })).await.ok();
    assert_eq!(found["data"].as_array().unwrap().len(), 3, "the former name leads there");
    let tags: Vec<_> = found["data"][0]["tags"].as_array().unwrap().iter().map(|tag| &tag["slug"]).collect();
    assert_eq!(tags, ["first", "go", "last"], "in its place");
    assert_eq!(slugs(&bob.call("followedTags", json!({})).await.ok()), ["go"]);
    assert_eq!(slugs(&nobody.call("tags", json!({})).await.ok()), ["first", "go", "last"]);
    assert_eq!(draft_with(&ada, "Later", json!(["golang"])).await["tags"][0]["slug"], "go");
    assert_exact(&app).await;
}

async fn what_carries_both_is_counted_once(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    for (title, tags) in [("Both", json!(["Go", "Golang"])), ("One", json!(["Golang"])), ("Other", json!(["Go"]))] {
        publish_with(&ada, title, tags).await;
    }
    app.run_jobs().await;
    for (person, slug) in [(&ada, "go"), (&ada, "golang"), (&bob, "golang")] {
        person.call("followTag", json!({ "slug": slug })).await.ok();
    }
    merge(&mona, "golang", "go").await;
    app.run_jobs().await;
    assert_eq!(counts(&mona, "go").await, (3, 2));
    let both = app.anonymous().call("post", json!({ "id": "both" })).await.ok();
    assert_eq!(both["tags"].as_array().unwrap().len(), 1);
    assert_exact(&app).await;
}

async fn a_merge_that_can_not_be_is_refused(app: TestApp) {
    let mona = app.moderator("mona").await;
    for name in ["Go", "Golang", "Rust"] {
        made(&mona, name).await;
    }
    let asked =
        async |from: &str, into: &str| mona.call("mergeTag", json!({ "slug": from, "input": { "into": into } })).await;
    asked("go", "go").await.refused(409, "same_tag");
    asked("nothing", "go").await.refused(404, "not_found");
    assert_eq!(asked("go", "nothing").await.faults(), ["/into unknown_tag"]);
    assert_eq!(asked("go", &"x".repeat(81)).await.faults(), ["/into too_long"]);
    asked("golang", "go").await.ok();
    for (from, into) in [("golang", "go"), ("golang", "rust"), ("go", "golang"), ("rust", "golang")] {
        asked(from, into).await.refused(409, "tag_merging");
    }
    app.run_jobs().await;
    asked("golang", "go").await.refused(409, "same_tag");
    assert_eq!(slugs(&mona.call("tags", json!({})).await.ok()), ["go", "rust"]);
}

async fn a_merge_that_is_called_off_leaves_both_tags_right(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    publish_with(&ada, "Hello", json!(["Golang"])).await;
    app.run_jobs().await;
    made(&mona, "Go").await;
    let job = merge(&mona, "golang", "go").await;
    mona.call("cancelJob", id_of(&job)).await.ok();
    app.run_jobs().await;
    assert_eq!((counts(&mona, "golang").await, counts(&mona, "go").await), ((1, 0), (0, 0)));
    assert_exact(&app).await;
    merge(&mona, "golang", "go").await;
    app.run_jobs().await;
    assert_eq!(counts(&mona, "go").await, (1, 0));
}

async fn a_name_is_found_as_long_as_its_merge_lasts(app: TestApp) {
    let (ada, mona, nobody) = (app.user("ada").await, app.moderator("mona").await, app.anonymous());
    draft_with(&ada, "Draft", json!(["Golang"])).await;
    made(&mona, "Go").await;
    let golang = json!({ "slug": "golang" });
    nobody.call("tag", golang.clone()).await.refused(404, "not_found");
    merge(&mona, "golang", "go").await;
    assert_eq!(nobody.call("tag", golang.clone()).await.ok()["postCount"], 0, "without posts, as it is on its way");
    app.run_jobs().await;
    assert_eq!(ada.call("followTag", golang).await.ok()["slug"], "go");
}

async fn chains_of_merges_come_out_right(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    for name in ["One", "Two", "Three", "Four"] {
        publish_with(&ada, name, json!([name])).await;
    }
    app.run_jobs().await;
    for (from, into) in [("one", "two"), ("three", "four"), ("two", "four")] {
        merge(&mona, from, into).await;
    }
    app.run_jobs().await;
    assert_eq!(counts(&mona, "four").await.0, 4);
    assert_eq!(slugs(&mona.call("tags", json!({})).await.ok()), ["four"]);
    assert_exact(&app).await;
}

/// A part of the work is done and written down, and nobody has heard of the run again.
async fn a_merge_that_dies_goes_on_where_it_was(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    for n in 0..3 {
        publish_with(&ada, &format!("Post {n}"), json!(["Golang"])).await;
    }
    app.run_jobs().await;
    made(&mona, "Go").await;
    let job = merge(&mona, "golang", "go").await;
    let ids = "SELECT id FROM jobs WHERE kind = 'tags.merge'";
    for (sql, rows) in [
        (
            "UPDATE post_tags SET tag_id = (SELECT id FROM tags WHERE slug = 'go') WHERE post_id IN (SELECT id FROM posts ORDER BY id LIMIT 2)",
            2,
        ),
        ("UPDATE tags SET post_count = CASE slug WHEN 'go' THEN 2 ELSE 1 END", 2),
        ("UPDATE jobs SET progress_done = 2 WHERE kind = 'tags.merge'", 1),
    ] {
        assert_eq!(app.db_run(sql, vec![]).await, rows, "{sql}");
    }
    let written = format!(
        "INSERT INTO job_steps (job_id, name, result, finished_at) SELECT id, 'moved', '{{\"posts\": 2, \"followers\": 0}}', created_at \
         FROM jobs WHERE id IN ({ids})"
    );
    assert_eq!(app.db_run(&written, vec![]).await, 1);
    assert_exact(&app).await;
    app.run_jobs().await;
    let receipt = mona.call("job", id_of(&job)).await.ok();
    assert_eq!(receipt["result"], json!({ "posts": 3, "followers": 0 }));
    assert_eq!(receipt["progress"]["done"], 3);
    assert_eq!(counts(&mona, "go").await.0, 3);
    assert_exact(&app).await;
    app.db_requeue(job["id"].as_str().unwrap()).await;
    app.run_jobs().await;
    assert_eq!(counts(&mona, "go").await.0, 3, "delivered again it finds nothing left to do");
    assert_exact(&app).await;
}

async fn what_is_written_while_tags_are_merged_is_not_lost(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    for n in 0..6 {
        publish_with(&ada, &format!("Post {n}"), json!(["Golang", "Web"])).await;
    }
    app.run_jobs().await;
    made(&mona, "Go").await;
    merge(&mona, "golang", "go").await;
    let writes = (0..20).map(async |n| {
        let tags = [json!(["Golang"]), json!(["Go", "Web", "Golang"]), json!(["Web", "Golang"])][n % 3].clone();
        let post = publish_with([&ada, &bob][n % 2], &format!("Later {n}"), tags).await;
        if n % 4 == 0 {
            ada.call("followTag", json!({ "slug": "golang" })).await.ok();
        }
        if n % 5 == 0 {
            [&ada, &bob][n % 2].call("unpublishPost", id_of(&post)).await.ok();
        }
    });
    let jobs = async {
        for _ in 0..5 {
            app.run_jobs().await;
        }
    };
    tokio::join!(futures::future::join_all(writes), jobs);
    app.run_jobs().await;
    assert_exact(&app).await;
    assert_eq!(counts(&mona, "go").await, (6 + 20 - 4, 1));
    assert_eq!(app.db_count("tags").await, 2);
}

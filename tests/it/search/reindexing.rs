//! Writing all that can be found anew.

use std::process::Command;

use presswork_domain::ids;
use presswork_tests::{Profile, TestApp, each_profile, id_of};
use sea_orm::prelude::Uuid;
use serde_json::json;

use super::{found, found_by, published};

each_profile! {
    all_that_can_be_found_is_written_anew_by_a_job,
    a_run_that_was_cut_off_goes_on_where_it_was,
    what_is_not_there_any_more_is_removed,
    a_tag_that_was_renamed_is_found_by_its_new_name,
    what_carried_a_tag_that_was_merged_is_found_by_the_other_name,
    what_is_removed_for_good_leaves_nothing_behind,
}

fn presswork(app: &TestApp, words: &[&str]) -> String {
    let output =
        Command::new(presswork_tests::binary()).args(words).env_clear().envs(app.environment()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

async fn all_that_can_be_found_is_written_anew_by_a_job(app: TestApp) {
    let (ada, nobody, boss) = (app.user("ada").await, app.anonymous(), app.admin("boss").await);
    let post = published(&ada, "Willows", "by the river", &["Trees"]).await;
    ada.comment(&post, "weeping").await;
    ada.draft("Willow drafts").await;
    app.run_jobs().await;
    let looked_for =
        [("willows", "post Willows"), ("trees", "tag Trees"), ("weeping", "comment Willows"), ("boss", "user boss")];
    app.db_run("DELETE FROM search_entries", vec![]).await;
    for (q, _) in looked_for {
        assert_eq!(found(&nobody, q).await, [""; 0], "{q}");
    }
    let said = presswork(&app, &["search", "reindex"]);
    let again = presswork(&app, &["search", "reindex"]);
    assert_eq!(said, again, "one at a time");
    let job = said.split(' ').next().unwrap();
    app.run_jobs().await;
    for (q, expected) in looked_for {
        assert!(found(&nobody, q).await.contains(&expected.to_owned()), "{q}");
    }
    assert_eq!(found_by(&nobody, json!({ "q": "willow*", "type": "post" })).await, ["post Willows"], "and no draft");
    let receipt = boss.call("job", json!({ "id": job })).await.ok();
    assert_eq!(
        (&receipt["state"], &receipt["kind"], &receipt["queue"]),
        (&json!("succeeded"), &json!("search.reindex"), &json!("bulk"))
    );
    assert_eq!(receipt["result"], json!({ "posts": 2, "comments": 1, "users": 2, "tags": 2, "removed": 0 }));
    assert_eq!((&receipt["progress"]["done"], &receipt["progress"]["total"]), (&json!(7), &json!(7)));
}

async fn a_run_that_was_cut_off_goes_on_where_it_was(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let first = published(&ada, "Alders one", "x", &[]).await;
    published(&ada, "Alders two", "x", &[]).await;
    app.run_jobs().await;
    app.db_run("DELETE FROM search_entries", vec![]).await;
    let said = presswork(&app, &["search", "reindex"]);
    let job = ids::parse::<ids::JobKind>(said.split(' ').next().unwrap()).unwrap().uuid();
    // As an earlier attempt left it: the first post is done.
    let after = ids::parse::<ids::PostKind>(first["id"].as_str().unwrap()).unwrap().uuid();
    let place = json!({ "after": after, "done": 1, "ended": false });
    let sql = "INSERT INTO job_steps (job_id, name, result, finished_at) SELECT id, 'post', ?, created_at FROM jobs WHERE id = ?";
    app.db_run(sql, vec![place.into(), job.into()]).await;
    app.run_jobs().await;
    assert_eq!(found(&nobody, "alders").await, ["post Alders two"], "the first was not written again");
}

async fn what_is_not_there_any_more_is_removed(app: TestApp) {
    let ada = app.user("ada").await;
    let post = published(&ada, "Elms", "x", &[]).await;
    ada.call("unpublishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let id = ids::parse::<ids::PostKind>(post["id"].as_str().unwrap()).unwrap().uuid();
    let vector = if app.profile == Profile::Services { (", vector", ", ''") } else { ("", "") };
    for (id, kind) in [(id, "post"), (Uuid::from_u128(7), "tag")] {
        let sql =
            format!("INSERT INTO search_entries (id, kind, heading{}) VALUES (?, ?, 'elms'{})", vector.0, vector.1);
        app.db_run(&sql, vec![id.into(), kind.into()]).await;
    }
    presswork(&app, &["search", "reindex"]);
    app.run_jobs().await;
    assert_eq!(app.db_number_of("search_entries WHERE kind <> 'user'").await, 0);
}

async fn a_tag_that_was_renamed_is_found_by_its_new_name(app: TestApp) {
    let (ada, mona, nobody) = (app.user("ada").await, app.moderator("mona").await, app.anonymous());
    published(&ada, "Birches", "x", &["Bark"]).await;
    app.run_jobs().await;
    mona.call("updateTag", json!({ "slug": "bark", "input": { "name": "Rind" } })).await.ok();
    assert_eq!(found_by(&nobody, json!({ "q": "rind", "type": "tag" })).await, ["tag Rind"], "at once");
    app.run_jobs().await;
    assert_eq!(found_by(&nobody, json!({ "q": "rind", "type": "post" })).await, ["post Birches"]);
    assert_eq!(found(&nobody, "bark").await, [""; 0]);
    mona.call("deleteTag", json!({ "slug": "rind" })).await.ok();
    assert_eq!(found_by(&nobody, json!({ "q": "rind", "type": "tag" })).await, [""; 0], "at once");
    app.run_jobs().await;
    assert_eq!(found(&nobody, "rind").await, [""; 0]);
}

async fn what_carried_a_tag_that_was_merged_is_found_by_the_other_name(app: TestApp) {
    let (ada, mona, nobody) = (app.user("ada").await, app.moderator("mona").await, app.anonymous());
    published(&ada, "Birches", "x", &["Bark"]).await;
    published(&ada, "Oaks", "x", &["Rind"]).await;
    app.run_jobs().await;
    mona.call("mergeTag", json!({ "slug": "bark", "input": { "into": "rind" } })).await.ok();
    app.run_jobs().await;
    let mut posts = found_by(&nobody, json!({ "q": "rind", "type": "post" })).await;
    posts.sort();
    assert_eq!(posts, ["post Birches", "post Oaks"]);
    assert_eq!(found(&nobody, "bark").await, [""; 0]);
}

async fn what_is_removed_for_good_leaves_nothing_behind(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    let post = published(&ada, "Poplars", "x", &[]).await;
    ada.comment(&post, "tall").await;
    app.run_jobs().await;
    let entries = "search_entries WHERE kind IN ('post', 'comment')";
    assert_eq!(app.db_number_of(entries).await, 2);
    ada.call("deletePost", id_of(&post)).await.ok();
    app.db_run("UPDATE posts SET deleted_at = ?", vec![(app.deps.clock.now() - chrono::TimeDelta::days(40)).into()])
        .await;
    boss.call("triggerSchedule", json!({ "name": "purge-posts" })).await.ok();
    app.run_jobs().await;
    assert_eq!((app.db_number_of("posts").await, app.db_number_of(entries).await), (0, 0));
    if app.profile == Profile::Embedded {
        assert_eq!(app.db_number_of("search_vocabulary WHERE term IN ('poplars', 'tall')").await, 0);
    }
}

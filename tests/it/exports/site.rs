//! Whole sites.

use chrono::TimeDelta;
use presswork_domain::platform::Sql;
use presswork_tests::{TestApp, each_face, each_profile, pictures};
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{Archive, asked, below, downloaded, taken};

each_face! {
    a_whole_site_is_in_it_without_secrets,
    only_admins_who_have_just_proved_themselves_take_a_site_along,
}

each_profile! {
    the_same_content_makes_the_same_bytes,
    what_is_written_meanwhile_is_not_seen,
    a_file_that_is_missing_is_said_to_be,
    what_a_running_export_reads_is_not_collected,
}

async fn a_whole_site_is_in_it_without_secrets(app: TestApp) {
    let (boss, ada, bob) = (app.admin("boss").await, app.user("ada").await, app.user("bob").await);
    let post = ada.published("Weather").await;
    let draft = bob.draft("Not yet").await;
    let comment = bob.comment(&post, "Rain.").await;
    ada.reply(&comment, "Again.").await;
    bob.call("reactToPost", json!({ "id": post["id"], "kind": "like" })).await.ok();
    ada.call("reactToComment", json!({ "id": comment["id"], "kind": "like" })).await.ok();
    ada.call("updatePost", json!({ "id": post["id"], "input": { "markdown": "# Weather\n\nAnew." } })).await.ok();
    bob.follows(&ada).await;
    bob.call("followTag", json!({ "slug": "rust" })).await.ok();
    bob.call("subscribe", json!({ "input": {} })).await.ok();
    let bounced = "INSERT INTO suppressions (id, email, reason, created_at) \
                   SELECT u.id, 'gone@example.org', 'bounce', u.created_at FROM users u WHERE u.username = 'bob'";
    assert_eq!(app.db_run(bounced, vec![]).await, 1);
    app.run_jobs().await;
    let export = taken(&app, &boss, "site").await;
    let archive = Archive::of(&downloaded(&app, &export).await);
    for (file, count) in [
        ("users.jsonl", 3),
        ("tags.jsonl", 1),
        ("posts.jsonl", 2),
        ("postTags.jsonl", 2),
        ("comments.jsonl", 2),
        ("postReactions.jsonl", 1),
        ("commentReactions.jsonl", 1),
        ("follows.jsonl", 1),
        ("tagFollows.jsonl", 1),
        ("subscribers.jsonl", 1),
        ("suppressions.jsonl", 1),
    ] {
        assert_eq!(archive.lines(file).len(), count, "{file}");
    }
    assert!(archive.lines("postRevisions.jsonl").len() > 2, "both saves of the post, and the draft");
    let source = archive.text(&format!("posts/{}.md", draft["id"].as_str().unwrap()));
    assert_eq!(source, "# Not yet\n\nIt *works*.");
    assert!(!archive.0.contains_key("sessions.jsonl"));
    let words = archive.words();
    for secret in ["$2b$", "passwordHash", "tokenHash"] {
        assert!(!words.contains(secret), "{secret}");
    }
    let log = boss.call("auditLog", json!({ "action": "export.created" })).await.ok();
    assert_eq!(log["data"][0]["target"], export["id"]);
}

async fn only_admins_who_have_just_proved_themselves_take_a_site_along(app: TestApp) {
    let (boss, ed) = (app.admin("boss").await, app.moderator("mod").await);
    for kind in ["site", "members", "posts"] {
        let input = json!({ "input": { "kind": kind } });
        ed.call("createDataExport", input.clone()).await.refused(403, "forbidden");
        app.anonymous().call("createDataExport", input).await.refused(401, "authentication_required");
    }
    let input = json!({ "input": { "kind": "site" } });
    let program = boss.program(&["admin"]).await;
    program.call("createDataExport", input.clone()).await.refused(403, "session_required");
    app.advance(TimeDelta::minutes(11));
    boss.call("createDataExport", input).await.refused(403, "reauthentication_required");
    app.run_jobs().await;
    assert_eq!(app.db_count("exports").await, 0);
}

async fn the_same_content_makes_the_same_bytes(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    for n in 0..5 {
        ada.published(&format!("Post {n}")).await;
    }
    ada.picture(&app, &pictures::png(40, 30)).await;
    let first = taken(&app, &boss, "site").await;
    app.advance(TimeDelta::minutes(2));
    let second = taken(&app, &boss, "site").await;
    assert_eq!(first["sha256"], second["sha256"]);
    assert_ne!((&first["id"], &first["asOf"]), (&second["id"], &second["asOf"]));
    ada.draft("One more").await;
    let third = taken(&app, &boss, "site").await;
    assert_ne!(second["sha256"], third["sha256"]);
}

async fn what_is_written_meanwhile_is_not_seen(app: TestApp) {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let ada = app.user("ada").await;
    let count = || Sql::new("SELECT COUNT(*) AS n FROM posts");
    let moment = app.deps.db.snapshot().await.unwrap();
    let before = count().one::<Count>(&moment).await.unwrap().unwrap().n;
    ada.draft("Later").await;
    let still = count().one::<Count>(&moment).await.unwrap().unwrap().n;
    let now = count().one::<Count>(app.deps.db.reader()).await.unwrap().unwrap().n;
    assert_eq!((before, still, now), (0, 0, 1));
    moment.rollback().await.unwrap();
    app.run_jobs().await;
}

async fn a_file_that_is_missing_is_said_to_be(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    ada.picture(&app, &pictures::png(40, 30)).await;
    let files = below(&app.deps.settings.media_dir().join("media"));
    let lost = files[0].file_name().unwrap().to_str().unwrap().to_owned();
    std::fs::remove_file(&files[0]).unwrap();
    let archive = Archive::of(&downloaded(&app, &taken(&app, &boss, "site").await).await);
    let missing = archive.manifest()["missing"].clone();
    assert_eq!(missing.as_array().unwrap().len(), 1, "{missing}");
    assert!(missing[0].as_str().unwrap().ends_with(&lost), "{missing}");
}

async fn what_a_running_export_reads_is_not_collected(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let media = ada.picture(&app, &pictures::png(40, 30)).await;
    let pictures = || below(&app.deps.settings.media_dir().join("media")).len();
    let count = pictures();
    assert!(count > 0);
    // As if a worker elsewhere had begun with it.
    let export = asked(&boss, "site").await;
    let now = app.deps.clock.now();
    app.db_run("UPDATE exports SET as_of = ?", vec![now.into()]).await;
    let later = now + TimeDelta::days(1);
    let running = "UPDATE jobs SET state = 'running', attempt = 1, worker = 'elsewhere', lease_until = ? WHERE kind = 'exports.run'";
    app.db_run(running, vec![later.into()]).await;
    ada.call("deleteMedia", json!({ "id": media["id"] })).await.ok();
    let collect = async || {
        app.advance(TimeDelta::hours(3));
        boss.again().await.call("triggerSchedule", json!({ "name": "collect-media" })).await.ok();
        app.run_jobs().await;
        pictures()
    };
    assert_eq!(collect().await, count, "the export may still come to it");
    app.db_run("UPDATE jobs SET state = 'cancelled' WHERE kind = 'exports.run'", vec![]).await;
    assert_eq!(collect().await, 0);
    assert_eq!(boss.again().await.call("dataExport", json!({ "id": export["id"] })).await.ok()["state"], "failed");
    app.abandon_jobs();
}

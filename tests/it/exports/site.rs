//! Whole sites.

use chrono::TimeDelta;
use presswork_tests::{Profile, TestApp, each_face, each_profile, pictures};
use serde_json::{Value, json};

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

/// What somebody writes at the moment at which the first page of people was read, and nothing else: a person, a comment of theirs, and
/// another text of the post. The first word about how far an export is comes there, and a trigger writes with it.
async fn write_meanwhile(app: &TestApp) {
    let writes = "INSERT INTO users (id, username, email, email_verified_at, password_hash, role, display_name, bio, \
                  created_at, updated_at) SELECT p.id, 'meanwhile', 'meanwhile@example.org', p.created_at, '', 'author', \
                  'Meanwhile', '', p.created_at, p.created_at FROM posts p WHERE p.title = 'Weather'; \
                  INSERT INTO comments (id, post_id, author_id, markdown, html, created_at) \
                  SELECT p.id, p.id, p.id, 'Meanwhile.', '', p.created_at FROM posts p WHERE p.title = 'Weather'; \
                  UPDATE posts SET title = 'Meanwhile', markdown = 'Meanwhile.' WHERE title = 'Weather';";
    let (when, first) = ("AFTER UPDATE OF progress_note ON jobs", "NEW.progress_note = 'reading users.jsonl'");
    let statements = match app.profile {
        Profile::Embedded => vec![format!("CREATE TRIGGER meanwhile {when} WHEN {first} BEGIN {writes} END")],
        Profile::Services => vec![
            format!(
                "CREATE OR REPLACE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN {writes} RETURN NULL; END $$"
            ),
            format!("CREATE TRIGGER meanwhile {when} FOR EACH ROW WHEN ({first}) EXECUTE FUNCTION meanwhile()"),
        ],
    };
    for statement in statements {
        app.db_run(&statement, vec![]).await;
    }
}

/// Others are lent the same database.
async fn write_no_more(app: &TestApp) {
    let drop = match app.profile {
        Profile::Embedded => "DROP TRIGGER meanwhile",
        Profile::Services => "DROP FUNCTION meanwhile() CASCADE",
    };
    app.db_run(drop, vec![]).await;
}

async fn what_is_written_meanwhile_is_not_seen(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let post = ada.published("Weather").await;
    let comment = ada.comment(&post, "Rain.").await;
    app.run_jobs().await;
    write_meanwhile(&app).await;
    let export = taken(&app, &boss, "site").await;
    write_no_more(&app).await;
    let written = "comments c JOIN posts p ON p.id = c.post_id JOIN users u ON u.id = c.author_id \
                   WHERE u.username = 'meanwhile' AND p.title = 'Meanwhile'";
    assert_eq!(app.db_number_of(written).await, 1, "all of it was written");

    let archive = Archive::of(&downloaded(&app, &export).await);
    assert!(!archive.words().to_lowercase().contains("meanwhile"), "and nothing of it was read");
    archive.is_as_its_manifest_says();
    let ids = |file: &str| -> Vec<Value> { archive.lines(file).iter().map(|line| line["id"].clone()).collect() };
    let (people, posts, comments) = (ids("users.jsonl"), ids("posts.jsonl"), archive.lines("comments.jsonl"));
    assert_eq!(
        (people.len(), &posts, ids("comments.jsonl")),
        (2, &vec![post["id"].clone()], vec![comment["id"].clone()])
    );
    for line in comments {
        assert!(people.contains(&line["authorId"]) && posts.contains(&line["postId"]), "{line}");
    }
    let source = archive.text(&format!("posts/{}.md", post["id"].as_str().unwrap()));
    assert_eq!(source, "# Weather\n\nIt *works*.");
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

//! The same source once more, in which something has changed since: what nobody has changed here becomes what it is there, and can be put back.

use std::io::{Cursor, Write};

use chrono::TimeDelta;
use presswork_domain::imports::{self, ImportForm};
use presswork_tests::{Actor, Face, Profile, TestApp, each_profile, id_of};
use serde_json::{Value, json};
use zip::{DateTime, ZipWriter, write::SimpleFileOptions};

use super::{
    GHOST, WORDPRESS, applied, became, from_ghost, from_markdown, from_wordpress, led, names, post, source, system,
    taken_back, taken_in, told, zipped,
};
use crate::imports::operations::{asked, done, send};

each_profile! {
    what_has_changed_there_only_is_changed_here_and_can_be_put_back,
    what_was_changed_here_stays,
    whose_a_post_is_is_not_changed,
    a_slug_that_is_somebody_elses_is_not_taken,
    a_post_of_ghost_that_has_changed_is_changed,
    a_post_of_wordpress_that_has_changed_is_changed,
    a_file_without_a_date_is_the_same_whenever_it_was_packed,
    what_a_post_was_before_is_forgotten_with_its_author,
    what_a_post_was_before_is_forgotten_once_it_is_gone_for_good,
    what_an_import_that_was_stopped_has_not_come_to_comes_with_the_next,
    what_is_changed_here_before_its_slugs_and_tags_come_stays,
    a_try_that_goes_on_leaves_what_was_changed_since,
    an_older_import_mixes_nothing_into_what_a_later_one_has_changed,
    a_post_is_the_same_whatever_else_of_its_source_comes,
    a_post_of_wordpress_is_the_same_without_its_attachments,
}

const RAIN: &str = "---\ntitle: Rain\ndate: 2024-01-01\ntags: [one, two]\n---\nIt rains.";
const SNOW: &str = "---\ntitle: Snow\ndate: 2024-01-01\ntags: [one]\n---\nIt snows.";

async fn what_has_changed_there_only_is_changed_here_and_can_be_put_back(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let first = taken_in(&app, zipped(&[("rain.md", RAIN), ("snow.md", SNOW)]), &from_markdown()).await;
    let before = post(&app, "rain").await;
    let rain = "---\ntitle: Heavy rain\nslug: heavy-rain\ndate: 2024-01-02\ntags: [two, three]\naliases: [/drops/]\n---\nIt rains, and rains.";
    let second = taken_in(&app, zipped(&[("rain.md", rain), ("snow.md", SNOW)]), &from_markdown()).await;
    assert_eq!(second.findings, []);
    assert_eq!(became(&second, "posts.jsonl"), [0, 1, 1, 0]);
    assert_eq!(became(&second, "postSlugs.jsonl"), [0, 2, 1, 0]);
    assert_eq!(became(&second, "postTags.jsonl"), [0, 2, 1, 0]);
    assert_eq!(became(&second, "tags.jsonl"), [1, 0, 0, 0]);
    let after = post(&app, "heavy-rain").await;
    assert_eq!((&after["id"], &after["title"]), (&before["id"], &json!("Heavy rain")));
    assert_eq!(after["publishedAt"], "2024-01-02T00:00:00.000000Z");
    assert_eq!(names(&after["tags"]), ["two", "three"]);
    assert_eq!(
        (led(&app, "rain").await, led(&app, "drops").await),
        ("/v1/posts/heavy-rain".into(), "/v1/posts/heavy-rain".into())
    );
    assert_eq!(source(&app, "heavy-rain").await, "It rains, and rains.");
    let found = app.anonymous().get("/v1/search?q=heavy").await.expect(200);
    assert_eq!(found["data"].as_array().unwrap().len(), 1, "{found}");
    let of_tag = app.anonymous().get("/v1/posts?tag=three").await.expect(200);
    assert_eq!(of_tag["data"].as_array().unwrap().len(), 1, "{of_tag}");
    let revisions = "SELECT r.title, r.reason FROM post_revisions r JOIN posts p ON p.id = r.post_id \
                     WHERE p.slug = ? ORDER BY r.number";
    let kept = json!([{ "title": "Rain", "reason": null }, { "title": "Heavy rain", "reason": "import" }]);
    assert_eq!(json!(app.db_rows(revisions, vec!["heavy-rain".into()]).await), kept);

    let undone = imports::undo(&system(&app), second.import.unwrap()).await.unwrap();
    assert_eq!(undone.findings, []);
    assert_eq!(became(&undone, "posts.jsonl"), [0, 1, 0, 0]);
    let again = post(&app, "rain").await;
    for member in ["id", "title", "slug", "html", "publishedAt", "excerpt", "author"] {
        assert_eq!(again[member], before[member], "{member}");
    }
    assert_eq!((names(&again["tags"]), source(&app, "rain").await), (vec!["one", "two"], "It rains.".to_owned()));
    for gone in ["heavy-rain", "drops"] {
        app.anonymous().get(&format!("/v1/posts/{gone}")).await.refused(404, "not_found");
    }
    assert_eq!((app.db_number_of("tags").await, app.db_number_of("slugs").await), (2, 2));
    taken_back(&app, &first).await;
    app.abandon_jobs();
}

async fn what_was_changed_here_stays(app: TestApp) {
    let ada = app.user("ada").await;
    app.run_jobs().await;
    let (one, other) = (zipped(&[("rain.md", RAIN), ("snow.md", SNOW)]), SNOW.replace("It snows", "It snows there"));
    taken_in(&app, &one, &from_markdown()).await;
    let snow = ada.through(Face::Rest).call("post", json!({ "id": "snow" })).await.ok();
    let input = json!({ "slug": "white", "title": "Snow here", "tags": ["four"] });
    ada.call("updatePost", json!({ "id": snow["id"], "input": input })).await.ok();
    app.run_jobs().await;
    // What is the same there as when it came is nothing to talk about.
    let same = applied(&app, &one, &from_markdown()).await;
    assert_eq!(same.findings, []);
    assert_eq!(became(&same, "posts.jsonl"), [0, 0, 2, 0]);
    let report = applied(&app, zipped(&[("rain.md", RAIN), ("snow.md", other.as_str())]), &from_markdown()).await;
    assert_eq!(became(&report, "posts.jsonl"), [0, 0, 1, 1]);
    assert_eq!(
        told(&report),
        ["posts.jsonl 2: snow.md: it has changed there, and was changed here, too, since it came"]
    );
    let here = post(&app, "white").await;
    assert_eq!((&here["title"], names(&here["tags"])), (&json!("Snow here"), vec!["four"]));
    assert_eq!(source(&app, "white").await, "It snows.");
    app.abandon_jobs();
}

async fn whose_a_post_is_is_not_changed(app: TestApp) {
    app.user("ada").await;
    app.user("bob").await;
    app.run_jobs().await;
    taken_in(&app, zipped(&[("rain.md", RAIN)]), &from_markdown()).await;
    let of_bob = ImportForm::Markdown { author: "bob".to_owned(), origin: None };
    assert_eq!(applied(&app, zipped(&[("rain.md", RAIN)]), &of_bob).await.findings, []);
    let changed = RAIN.replace("It rains", "It rains there");
    let report = applied(&app, zipped(&[("rain.md", changed.as_str())]), &of_bob).await;
    assert_eq!(told(&report), ["posts.jsonl 1: rain.md: it has changed there, and is by somebody else here"]);
    assert_eq!(post(&app, "rain").await["author"]["username"], "ada");
    assert_eq!(source(&app, "rain").await, "It rains.");
    app.abandon_jobs();
}

async fn a_slug_that_is_somebody_elses_is_not_taken(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Taken").await;
    app.run_jobs().await;
    taken_in(&app, zipped(&[("rain.md", RAIN)]), &from_markdown()).await;
    let changed = RAIN.replace("title: Rain", "title: More rain\nslug: taken");
    let report = applied(&app, zipped(&[("rain.md", changed.as_str())]), &from_markdown()).await;
    assert_eq!(told(&report), ["posts.jsonl 1: rain.md: slug taken is something else's"]);
    assert_eq!(
        (&post(&app, "rain").await["title"], &post(&app, "taken").await["title"]),
        (&json!("Rain"), &json!("Taken"))
    );
    app.abandon_jobs();
}

async fn a_post_of_ghost_that_has_changed_is_changed(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let form = from_ghost(Some("https://old.example.org"));
    let first = taken_in(&app, GHOST, &form).await;
    let mut export: Value = serde_json::from_str(GHOST).unwrap();
    let posts = export["db"][0]["data"]["posts"].as_array_mut().unwrap();
    posts[0]["title"] = json!("Rain, once more");
    posts[2]["status"] = json!("published");
    posts[2]["published_at"] = json!("2024-03-06T10:00:00.000Z");
    // It was looked at, and is what it was.
    posts[1]["updated_at"] = json!("2024-03-06T10:00:00.000Z");
    let second = taken_in(&app, export.to_string(), &form).await;
    assert_eq!(became(&second, "posts.jsonl"), [0, 2, 3, 0]);
    let rain = post(&app, "rain").await;
    assert_eq!((&rain["title"], names(&rain["tags"])), (&json!("Rain, once more"), vec!["Weather", "Rust"]));
    assert_eq!(post(&app, "fog").await["publishedAt"], "2024-03-06T10:00:00.000000Z");
    imports::undo(&system(&app), second.import.unwrap()).await.unwrap();
    app.anonymous().get("/v1/posts/fog").await.refused(404, "not_found");
    assert_eq!(post(&app, "rain").await["title"], "Rain & more rain");
    taken_back(&app, &first).await;
    app.abandon_jobs();
}

async fn a_post_of_wordpress_that_has_changed_is_changed(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let first = taken_in(&app, WORDPRESS, &from_wordpress()).await;
    let changed = WORDPRESS.replace("It is less.", "It is less, by far.").replace("Dear diary.", "Dear, dear diary.");
    let second = taken_in(&app, &changed, &from_wordpress()).await;
    assert_eq!((became(&second, "posts.jsonl"), became(&second, "comments.jsonl")), ([0, 2, 3, 0], [0, 0, 2, 0]));
    assert!(source(&app, "drizzle").await.contains("by far"));
    assert_eq!(source(&app, "diary").await, "Dear, dear diary.\n");
    assert_eq!(led(&app, "wet-weather").await, "/v1/posts/rain");
    imports::undo(&system(&app), second.import.unwrap()).await.unwrap();
    assert!(!source(&app, "drizzle").await.contains("by far"));
    // What was put back can be changed anew, by the same source, too.
    let third = applied(&app, &changed, &from_wordpress()).await;
    assert_eq!(became(&third, "posts.jsonl"), [0, 2, 3, 0]);
    imports::undo(&system(&app), third.import.unwrap()).await.unwrap();
    taken_back(&app, &first).await;
    app.abandon_jobs();
}

/// A zip of a file that says nothing of a time.
fn packed_in(year: u16) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let at = DateTime::from_date_and_time(year, 1, 1, 0, 0, 0).unwrap();
    zip.start_file("notes.md", SimpleFileOptions::default().last_modified_time(at)).unwrap();
    zip.write_all(b"# Notes\n\nTo be written.").unwrap();
    zip.finish().unwrap().into_inner()
}

async fn a_file_without_a_date_is_the_same_whenever_it_was_packed(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    taken_in(&app, packed_in(2020), &from_markdown()).await;
    let report = applied(&app, packed_in(2024), &from_markdown()).await;
    assert_eq!(report.findings, []);
    assert_eq!(became(&report, "posts.jsonl"), [0, 0, 1, 0]);
    app.abandon_jobs();
}

async fn what_a_post_was_before_is_forgotten_with_its_author(app: TestApp) {
    let ada = app.user("ada").await;
    app.run_jobs().await;
    taken_in(&app, zipped(&[("rain.md", RAIN)]), &from_markdown()).await;
    let changed = RAIN.replace("It rains", "It rains there");
    taken_in(&app, zipped(&[("rain.md", changed.as_str())]), &from_markdown()).await;
    assert_eq!(app.db_number_of("import_rows WHERE former IS NOT NULL").await, 1);
    ada.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(14));
    app.run_jobs().await;
    assert_eq!(app.db_number_of("import_rows WHERE former IS NOT NULL").await, 0);
    assert_eq!(source(&app, "rain").await, "It rains there.", "what was published stays");
    app.abandon_jobs();
}

async fn what_a_post_was_before_is_forgotten_once_it_is_gone_for_good(app: TestApp) {
    let boss = app.admin("boss").await;
    app.user("ada").await;
    app.run_jobs().await;
    applied(&app, zipped(&[("rain.md", RAIN), ("snow.md", SNOW)]), &from_markdown()).await;
    let (rain, snow) = (RAIN.replace("It rains", "It rains there"), SNOW.replace("It snows", "It snows there"));
    applied(&app, zipped(&[("rain.md", rain.as_str()), ("snow.md", snow.as_str())]), &from_markdown()).await;
    let purge = async || {
        boss.call("triggerSchedule", json!({ "name": "purge-imports" })).await.ok();
        app.run_jobs().await;
        app.db_number_of("import_rows WHERE former IS NOT NULL").await
    };
    assert_eq!(purge().await, 2);
    app.db_run("DELETE FROM posts WHERE slug = 'rain'", vec![]).await;
    assert_eq!(purge().await, 1, "that of the post that is here");
    assert_eq!(app.db_number_of("import_rows WHERE former LIKE '%It rains.%'").await, 0);
    app.abandon_jobs();
}

async fn what_an_import_that_was_stopped_has_not_come_to_comes_with_the_next(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let (rain, changed) = (zipped(&[("rain.md", RAIN)]), RAIN.replace("It rains", "It rains there"));
    applied(&app, &rain, &from_markdown()).await;
    // As if it had been stopped behind its posts.
    for sql in [
        "DELETE FROM slugs",
        "DELETE FROM post_tags",
        "DELETE FROM import_rows WHERE file IN ('postSlugs.jsonl', 'postTags.jsonl')",
    ] {
        app.db_run(sql, vec![]).await;
    }
    let second = applied(&app, &rain, &from_markdown()).await;
    assert_eq!(second.findings, []);
    let files = ["posts.jsonl", "postSlugs.jsonl", "postTags.jsonl"];
    assert_eq!(files.map(|file| became(&second, file)), [[0, 0, 1, 0], [1, 0, 0, 0], [2, 0, 0, 0]]);
    assert_eq!(names(&post(&app, "rain").await["tags"]), ["one", "two"]);
    // And one that has changed a post.
    let changed = zipped(&[("rain.md", changed.as_str())]);
    applied(&app, &changed, &from_markdown()).await;
    app.db_run("DELETE FROM post_tags", vec![]).await;
    let fourth = applied(&app, &changed, &from_markdown()).await;
    assert_eq!(files.map(|file| became(&fourth, file)), [[0, 0, 1, 0], [0, 0, 1, 0], [2, 0, 0, 0]]);
    assert_eq!(names(&post(&app, "rain").await["tags"]), ["one", "two"]);
    app.abandon_jobs();
}

/// A file of Markdown that has arrived, to be taken in by jobs.
async fn sent(boss: &Actor, text: &str) -> Value {
    let bytes = zipped(&[("rain.md", text)]);
    let import = asked(boss, json!({ "form": "markdown", "author": "ada", "size": bytes.len() })).await;
    send(boss, &import, &bytes).await.expect(200);
    import
}

async fn what_is_changed_here_before_its_slugs_and_tags_come_stays(app: TestApp) {
    let boss = app.admin("boss").await;
    app.user("ada").await;
    let (first, second) = (sent(&boss, RAIN).await, sent(&boss, &RAIN.replace("one, two", "three")).await);
    done(&app, &boss, "applyDataImport", &first).await;
    // Somebody writes once the page of posts is there.
    let edit = "UPDATE posts SET title = 'Rain here', version = version + 1";
    let once = "AFTER UPDATE OF reached ON imports FOR EACH ROW WHEN (NEW.reached LIKE '%\"table\":5,%')";
    let trigger = match app.profile {
        Profile::Embedded => format!("CREATE TRIGGER edited {once} BEGIN {edit}; END"),
        Profile::Services => {
            let function = format!("BEGIN {edit}; RETURN NEW; END");
            let function = format!("CREATE FUNCTION edited() RETURNS trigger LANGUAGE plpgsql AS $${function}$$");
            app.db_run(&function, vec![]).await;
            format!("CREATE TRIGGER edited {once} EXECUTE FUNCTION edited()")
        }
    };
    app.db_run(&trigger, vec![]).await;
    done(&app, &boss, "applyDataImport", &second).await;
    // Others are lent the same database.
    let drop = if app.profile == Profile::Services { "DROP FUNCTION edited() CASCADE" } else { "DROP TRIGGER edited" };
    app.db_run(drop, vec![]).await;
    assert_eq!(post(&app, "rain").await["title"], "Rain here");
    assert_eq!(app.db_number_of("post_tags").await, 0, "whoever wrote saw none");
    let found = boss.call("dataImportFindings", id_of(&second)).await.ok();
    let told = |file: &str| {
        let of = found["data"].as_array().unwrap().iter().filter(|it| it["file"] == file);
        of.filter(|it| it["reason"].as_str().unwrap().ends_with("somebody has just changed its post here")).count()
    };
    assert_eq!((told("postSlugs.jsonl"), told("postTags.jsonl")), (1, 1), "{found}");
    app.abandon_jobs();
}

async fn a_try_that_goes_on_leaves_what_was_changed_since(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let (first, second) = (sent(&boss, RAIN).await, sent(&boss, &RAIN.replace("one, two", "three")).await);
    for import in [&first, &second] {
        done(&app, &boss, "applyDataImport", import).await;
    }
    let rain = post(&app, "rain").await;
    assert_eq!(names(&rain["tags"]), ["three"]);
    ada.call("updatePost", json!({ "id": rain["id"], "input": { "tags": ["four"] } })).await.ok();
    app.run_jobs().await;
    boss.call("applyDataImport", id_of(&second)).await.ok();
    // As if a worker had died behind the posts.
    app.db_run("UPDATE imports SET reached = '{\"rows\":{\"table\":5,\"line\":1}}'", vec![]).await;
    app.run_jobs().await;
    assert_eq!(names(&post(&app, "rain").await["tags"]), ["four"]);
    app.abandon_jobs();
}

async fn an_older_import_mixes_nothing_into_what_a_later_one_has_changed(app: TestApp) {
    let boss = app.admin("boss").await;
    app.user("ada").await;
    let changed = RAIN.replace("one, two", "three").replace("title: Rain", "title: Rain\nslug: wet");
    let (first, second) = (sent(&boss, RAIN).await, sent(&boss, &changed).await);
    for import in [&first, &second, &first] {
        done(&app, &boss, "applyDataImport", import).await;
    }
    assert_eq!(names(&post(&app, "wet").await["tags"]), ["three"]);
    assert_eq!(led(&app, "rain").await, "/v1/posts/wet");
    app.abandon_jobs();
}

async fn a_post_is_the_same_whatever_else_of_its_source_comes(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let rain = "---\ntitle: Rain\ndate: 2024-01-01\n---\nIt is no [snow](snow.md).";
    taken_in(&app, zipped(&[("rain.md", rain), ("snow.md", SNOW)]), &from_markdown()).await;
    let report = applied(&app, zipped(&[("rain.md", rain)]), &from_markdown()).await;
    assert_eq!(became(&report, "posts.jsonl"), [0, 0, 1, 0]);
    assert_eq!(source(&app, "rain").await, "It is no [snow](snow).");
    app.abandon_jobs();
}

async fn a_post_of_wordpress_is_the_same_without_its_attachments(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    taken_in(&app, WORDPRESS, &from_wordpress()).await;
    let (before, bare) = (post(&app, "rain").await, WORDPRESS.replace("wp:attachment_url", "wp:attachment_gone"));
    let report = applied(&app, &bare, &from_wordpress()).await;
    assert_eq!(became(&report, "posts.jsonl"), [0, 0, 5, 0]);
    assert_eq!(post(&app, "rain").await["socialImage"], before["socialImage"]);
    app.abandon_jobs();
}

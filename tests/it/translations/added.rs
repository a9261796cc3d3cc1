//! What an import has added to posts that were here before it, taken back: it goes, and the posts stay as they were.

use chrono::TimeDelta;
use presswork_domain::imports::{self, ImportReport};
use presswork_tests::{Actor, TestApp, each_profile};
use serde_json::{Value, json};

use super::{
    GHOST, applied, became, from_ghost, from_markdown, led, names, post, system, taken_back, taken_in, told, zipped,
};

each_profile! {
    a_tag_that_was_added_goes_and_the_post_is_what_it_was,
    former_slugs_that_were_added_go,
    a_tag_that_somebody_has_moved_since_stays,
    a_former_slug_that_has_become_the_current_one_stays,
    what_the_import_has_created_itself_takes_its_tags_along_or_keeps_them,
    what_a_post_is_called_stays_with_it,
    what_a_later_import_has_made_of_a_post_stays,
}

const RAIN: &str = "---\ntitle: Rain\ndate: 2024-01-01\ntags: [one, two]\n---\nIt rains.";
const SNOW: &str = "---\ntitle: Snow\ndate: 2024-01-01\ntags: [two]\n---\nIt snows.";
const HAIL: &str = "---\ntitle: Hail\ndate: 2024-01-01\ntags: [two]\n---\nIt hails.";

const SITE: &str = "https://old.example.org";
const REDIRECTS: &str = r#"[{"from": "/wet-weather/", "to": "/rain/"}, {"from": "/old-drizzle/", "to": "/drizzle/"}]"#;

/// A post that came by one import, and has lost a tag here since, which another has added.
struct Again {
    ada: Actor,
    /// What it was in between.
    before: Value,
    first: ImportReport,
    second: ImportReport,
}

/// Such a post, and with the second import these.
async fn again(app: &TestApp, more: &[(&str, &str)]) -> Again {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    app.run_jobs().await;
    let first = taken_in(app, zipped(&[("rain.md", RAIN)]), &from_markdown()).await;
    mona.call("deleteTag", json!({ "slug": "two" })).await.ok();
    app.run_jobs().await;
    let before = post(app, "rain").await;
    assert_eq!(names(&before["tags"]), ["one"]);
    let files: Vec<(&str, &str)> = [("rain.md", RAIN)].into_iter().chain(more.iter().copied()).collect();
    let second = taken_in(app, zipped(&files), &from_markdown()).await;
    assert_eq!(names(&post(app, "rain").await["tags"]), ["one", "two"]);
    Again { ada, before, first, second }
}

async fn undone(app: &TestApp, report: &ImportReport) -> ImportReport {
    imports::undo(&system(app), report.import.unwrap()).await.unwrap()
}

async fn a_tag_that_was_added_goes_and_the_post_is_what_it_was(app: TestApp) {
    let Again { before, first, second, .. } = again(&app, &[]).await;
    assert_eq!((became(&second, "posts.jsonl"), became(&second, "postTags.jsonl")), ([0, 0, 1, 0], [1, 0, 1, 0]));
    let report = undone(&app, &second).await;
    assert_eq!(report.findings, []);
    assert_eq!((became(&report, "postTags.jsonl"), became(&report, "tags.jsonl")), ([1, 0, 0, 0], [1, 0, 0, 0]));
    assert_eq!((became(&report, "posts.jsonl"), became(&report, "tagSlugs.jsonl")), ([0; 4], [0; 4]));
    assert_eq!(post(&app, "rain").await, before);
    let counts = app.db_rows("SELECT slug, post_count FROM tags", vec![]).await;
    assert_eq!(json!(counts), json!([{ "slug": "one", "post_count": 1 }]));
    assert_eq!(app.db_number_of("search_entries WHERE kind = 'tag'").await, 1);
    let found = app.anonymous().get("/v1/search?q=two&type=post").await.expect(200);
    assert_eq!(found["data"], json!([]), "{found}");
    let report = undone(&app, &first).await;
    assert_eq!(report.findings, []);
    for table in ["posts", "slugs", "tags"] {
        assert_eq!(app.db_number_of(table).await, 0, "{table}");
    }
    app.abandon_jobs();
}

/// The same export of Ghost, with redirects beside it.
fn redirected() -> Vec<u8> {
    zipped(&[("blog.json", GHOST), ("redirects.json", REDIRECTS)])
}

async fn former_slugs_that_were_added_go(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let form = from_ghost(Some(SITE));
    let first = taken_in(&app, GHOST, &form).await;
    let before = post(&app, "rain").await;
    let second = taken_in(&app, redirected(), &form).await;
    assert_eq!((became(&second, "posts.jsonl"), became(&second, "postSlugs.jsonl")[0]), ([0, 0, 5, 0], 2));
    assert_eq!(led(&app, "wet-weather").await, "/v1/posts/rain");
    let report = undone(&app, &second).await;
    assert_eq!(report.findings, []);
    assert_eq!(became(&report, "postSlugs.jsonl"), [2, 0, 0, 0]);
    for gone in ["wet-weather", "old-drizzle"] {
        app.anonymous().get(&format!("/v1/posts/{gone}")).await.refused(404, "not_found");
    }
    assert_eq!(post(&app, "rain").await, before);
    // It can come anew, and goes with its post then.
    let third = taken_in(&app, redirected(), &form).await;
    assert_eq!(became(&third, "postSlugs.jsonl")[0], 2);
    taken_back(&app, &first).await;
    let report = undone(&app, &third).await;
    assert_eq!((report.findings.len(), became(&report, "postSlugs.jsonl")), (0, [0, 0, 2, 0]));
    app.abandon_jobs();
}

async fn a_tag_that_somebody_has_moved_since_stays(app: TestApp) {
    let Again { ada, before, second, .. } = again(&app, &[]).await;
    let input = json!({ "id": before["id"], "input": { "tags": ["two", "one"] } });
    ada.call("updatePost", input).await.ok();
    app.run_jobs().await;
    let report = undone(&app, &second).await;
    assert_eq!((became(&report, "postTags.jsonl"), became(&report, "tags.jsonl")), ([0, 0, 0, 1], [0, 0, 0, 1]));
    let told = told(&report);
    assert!(told[0].starts_with("postTags.jsonl") && told[0].ends_with("was changed since"), "{told:?}");
    assert_eq!(names(&post(&app, "rain").await["tags"]), ["two", "one"]);
    app.abandon_jobs();
}

async fn a_former_slug_that_has_become_the_current_one_stays(app: TestApp) {
    let boss = app.admin("boss").await;
    app.user("ada").await;
    app.run_jobs().await;
    let form = from_ghost(Some(SITE));
    taken_in(&app, GHOST, &form).await;
    let second = taken_in(&app, redirected(), &form).await;
    let input = json!({ "id": post(&app, "rain").await["id"], "input": { "slug": "wet-weather" } });
    boss.call("updatePost", input).await.ok();
    app.run_jobs().await;
    let report = undone(&app, &second).await;
    assert_eq!(became(&report, "postSlugs.jsonl"), [1, 0, 0, 1]);
    let told = told(&report);
    assert!(told.len() == 1 && told[0].ends_with("\"wet-weather\"] was changed since"), "{told:?}");
    assert_eq!(post(&app, "wet-weather").await["title"], "Rain & more rain");
    assert_eq!(led(&app, "rain").await, "/v1/posts/wet-weather");
    app.anonymous().get("/v1/posts/old-drizzle").await.refused(404, "not_found");
    app.abandon_jobs();
}

async fn what_the_import_has_created_itself_takes_its_tags_along_or_keeps_them(app: TestApp) {
    let Again { ada, before, second, .. } = again(&app, &[("snow.md", SNOW), ("hail.md", HAIL)]).await;
    assert_eq!(became(&second, "postTags.jsonl"), [3, 0, 1, 0]);
    let hail = post(&app, "hail").await;
    ada.call("updatePost", json!({ "id": hail["id"], "input": { "title": "Hail here" } })).await.ok();
    app.run_jobs().await;
    let report = undone(&app, &second).await;
    let files = ["posts.jsonl", "postSlugs.jsonl", "postTags.jsonl", "tags.jsonl", "tagSlugs.jsonl"];
    let expected = [[1, 0, 0, 1], [0; 4], [1, 0, 0, 0], [0, 0, 0, 1], [0; 4]];
    assert_eq!(files.map(|file| became(&report, file)), expected, "{:?}", report.findings);
    assert_eq!(post(&app, "rain").await, before);
    let hail = post(&app, "hail").await;
    assert_eq!((&hail["title"], names(&hail["tags"])), (&json!("Hail here"), vec!["two"]));
    app.anonymous().get("/v1/posts/snow").await.refused(404, "not_found");
    app.abandon_jobs();
}

async fn what_a_post_is_called_stays_with_it(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let rain = zipped(&[("rain.md", RAIN)]);
    let first = applied(&app, &rain, &from_markdown()).await;
    // As if it had been stopped behind its posts.
    for sql in [
        "DELETE FROM slugs",
        "DELETE FROM post_tags",
        "DELETE FROM import_rows WHERE file IN ('postSlugs.jsonl', 'postTags.jsonl')",
    ] {
        app.db_run(sql, vec![]).await;
    }
    let second = applied(&app, &rain, &from_markdown()).await;
    let report = undone(&app, &second).await;
    assert_eq!((became(&report, "postTags.jsonl"), became(&report, "postSlugs.jsonl")), ([2, 0, 0, 0], [0, 0, 0, 1]));
    let told = told(&report);
    assert!(told.len() == 1 && told[0].ends_with("is what something is called that stays"), "{told:?}");
    assert!(names(&post(&app, "rain").await["tags"]).is_empty());
    taken_back(&app, &first).await;
    app.abandon_jobs();
}

async fn what_a_later_import_has_made_of_a_post_stays(app: TestApp) {
    let Again { second, .. } = again(&app, &[]).await;
    // Which of two imports is younger is told to the millisecond.
    app.advance(TimeDelta::seconds(1));
    let rain = RAIN.replace("It rains", "It rains there");
    let third = taken_in(&app, zipped(&[("rain.md", rain.as_str())]), &from_markdown()).await;
    assert_eq!(became(&third, "posts.jsonl"), [0, 1, 0, 0]);
    let report = undone(&app, &second).await;
    assert_eq!(became(&report, "postTags.jsonl"), [0, 0, 0, 1]);
    let told = told(&report);
    assert!(told[0].starts_with("postTags.jsonl 0: a later import has changed"), "{told:?}");
    assert_eq!(names(&post(&app, "rain").await["tags"]), ["one", "two"]);
    app.abandon_jobs();
}

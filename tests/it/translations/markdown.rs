//! Zips of Markdown files, as static site generators have them.

use presswork_tests::{TestApp, each_profile};
use serde_json::json;

use super::{from_markdown, led, names, post, source, taken_back, taken_in, told, zipped};

each_profile! {
    what_is_meant_for_later_is_a_plan_and_what_lies_among_drafts_is_one,
    folders_with_an_index_are_posts_and_links_among_files_lead_to_them,
    front_matter_of_every_kind_is_read_or_told,
    where_a_post_stood_is_kept_as_its_former_slugs_or_told,
    of_names_that_can_not_be_told_apart_the_first_comes,
    files_of_one_name_all_come_and_what_nothing_names_gives_way,
    what_has_blanks_behind_its_first_line_is_no_less_a_draft,
}

async fn what_is_meant_for_later_is_a_plan_and_what_lies_among_drafts_is_one(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let bytes = zipped(&[
        ("future.md", "---\ntitle: Later\ndate: 2135-01-01\n---\nNot yet."),
        ("_drafts/j.md", "---\ntitle: Unfinished\ndate: 2024-05-05\n---\nNot yet."),
        ("past.md", "---\ntitle: Past\ndate: 2024-05-05\n---\nNow."),
    ]);
    let report = taken_in(&app, bytes, &from_markdown()).await;
    let sql = "SELECT slug, status FROM posts ORDER BY slug";
    let all = json!([
        { "slug": "future", "status": "scheduled" }, { "slug": "j", "status": "draft" },
        { "slug": "past", "status": "published" },
    ]);
    assert_eq!(json!(app.db_rows(sql, vec![]).await), all);
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn folders_with_an_index_are_posts_and_links_among_files_lead_to_them(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let rain = "---\ntitle: Rain\ndate: 2024-01-01\n---\n[snow](../snow/index.md), [hail](/2024/01/02/hail/), [gone](gone.md)\n\n![p](p.jpg)\n";
    let bytes = zipped(&[
        ("content/posts/_index.md", "---\ntitle: Posts\n---\n"),
        ("content/posts/rain/index.md", rain),
        ("content/posts/rain/p.jpg", "x"),
        ("content/posts/snow/index.md", "---\ntitle: Snow\ndate: 2024-01-01\n---\nSnow."),
        ("content/posts/2024-01-02-hail.md", "Hail, and [rain]({% post_url rain %})."),
    ]);
    let report = taken_in(&app, bytes, &from_markdown()).await;
    let told = told(&report);
    assert_eq!(told.len(), 3, "{told:?}");
    for words in [
        "posts/_index.md: it is the page of a section",
        "rain/index.md: links lead to nothing that comes: gone.md",
        "rain/index.md: pictures do not come: p.jpg",
    ] {
        assert!(told.iter().any(|it| it.contains(words)), "{words}: {told:?}");
    }
    assert_eq!(source(&app, "rain").await, "[snow](snow), [hail](hail), [gone](gone.md)\n\n![p](p.jpg)\n");
    assert_eq!(source(&app, "hail").await, "Hail, and [rain](rain).");
    assert_eq!(post(&app, "snow").await["title"], "Snow");
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn front_matter_of_every_kind_is_read_or_told(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let long = format!("---\ntitle: {}\ndate: 2024-01-01\n---\nx", "word ".repeat(60));
    let bytes = zipped(&[
        ("toml.md", "+++\ntitle = \"Of TOML\"\ndate = 2024-01-01\ntags = [\"one\"]\n+++\nx"),
        ("json.md", "{\n\"title\": \"Of JSON\",\n\"date\": \"2024-01-01\"\n}\nx"),
        (
            "yaml.md",
            "---\ntitle: Of YAML\ndate: 2024-01-01\ntags: one two\ncategories: [Three]\nexcerpt: >\n  folded\n  text\n---\nx",
        ),
        ("odd.md", "---\ntitle: Odd\ndate: 2024-01-01\ntags: &t [x]\n---\nx"),
        ("long.md", long.as_str()),
    ]);
    let report = taken_in(&app, bytes, &from_markdown()).await;
    let told = told(&report);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|it| it.starts_with("files 4: odd.md: tags: ")), "{told:?}");
    assert!(told.iter().any(|it| it.starts_with("files 2: long.md: title: ")), "{told:?}");
    for (slug, title) in [("toml", "Of TOML"), ("json", "Of JSON"), ("yaml", "Of YAML")] {
        assert_eq!(post(&app, slug).await["title"], title);
    }
    let yaml = post(&app, "yaml").await;
    assert_eq!((names(&yaml["tags"]), &yaml["excerpt"]), (vec!["one", "two", "Three"], &json!("folded text")));
    assert!(post(&app, "long").await["title"].as_str().is_some_and(|it| it.ends_with("word…")));
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn where_a_post_stood_is_kept_as_its_former_slugs_or_told(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let rain = "---\ntitle: Rain\ndate: 2024-01-01\naliases: [/2019/old-rain/, snow, /Wet_1/, /x/rain.html]\n---\nx";
    let snow = "+++\ntitle = \"Snow\"\ndate = 2024-01-01\nredirect_from = \"https://old.example/flakes\"\n+++\nOr [rain](/2019/old-rain/).";
    let hail = "---\ndate: 2024-01-01\npermalink: /weather/hailstones/\nredirect_from: [/flakes/]\n---\nx";
    let report =
        taken_in(&app, zipped(&[("rain.md", rain), ("snow.md", snow), ("hail.md", hail)]), &from_markdown()).await;
    let told = told(&report);
    assert_eq!(
        told,
        [
            "files 4: rain.md: snow: snow leads to another post of the source, and is not kept",
            "files 4: rain.md: /Wet_1/: Wet_1 can be no slug here, and is not kept",
            "files 4: hail.md: /flakes/: flakes leads to another post of the source, and is not kept",
        ]
    );
    for (former, slug) in [("old-rain", "rain"), ("flakes", "snow"), ("hailstones", "hail")] {
        assert_eq!(led(&app, former).await, format!("/v1/posts/{slug}"));
    }
    assert_eq!(source(&app, "snow").await, "Or [rain](rain).");
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn of_names_that_can_not_be_told_apart_the_first_comes(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let mut bytes = zipped(&[("caf1.md", "# One"), ("caf2.md", "# Two")]);
    for at in 0..bytes.len() - 7 {
        // In an encoding that nobody says, as zips of long ago have them.
        match &bytes[at..at + 7] {
            b"caf1.md" => bytes[at + 3] = 0xe9,
            b"caf2.md" => bytes[at + 3] = 0xe8,
            _ => {}
        }
    }
    let report = taken_in(&app, bytes, &from_markdown()).await;
    let told = told(&report);
    assert!(told.len() == 1 && told[0].contains("a file that stands before it has the same name"), "{told:?}");
    let titles = app.db_rows("SELECT title FROM posts", vec![]).await;
    assert_eq!(json!(titles), json!([{ "title": "One" }]));
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn files_of_one_name_all_come_and_what_nothing_names_gives_way(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Rain").await;
    app.run_jobs().await;
    let bytes = zipped(&[
        ("_posts/2019-01-07-notes.md", "One."),
        ("_posts/2020-01-07-notes.md", "Two, after [one](/2019/01/07/notes.html)."),
        ("2021/review.md", "---\ndate: 2021-12-31\n---\nOf 2021."),
        ("2022/review.md", "---\ndate: 2022-12-31\n---\nOf 2022."),
        ("!!!.md", "---\ntitle: Rain\ndate: 2024-01-01\n---\nOf no name."),
    ]);
    let report = taken_in(&app, bytes, &from_markdown()).await;
    assert_eq!(report.findings, []);
    let slugs = app.db_rows("SELECT slug FROM posts ORDER BY slug", vec![]).await;
    let slugs: Vec<_> = slugs.iter().map(|row| row["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["notes", "notes-2020-01-07", "rain", "rain-2", "review", "review-2022-12-31"]);
    assert_eq!(source(&app, "notes-2020-01-07").await, "Two, after [one](notes).");
    app.abandon_jobs();
}

async fn what_has_blanks_behind_its_first_line_is_no_less_a_draft(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let bytes = zipped(&[
        ("2024-01-01-rain.md", "---  \ntitle: Rain\ndraft: true\n---\nIt rains."),
        ("snow.md", "---\ntitle: Snow\ndate: 2024-01-01\npublishDate: 2135-01-01\n---\nIt snows."),
        ("hail.md", "---\ntitle: Hail\npubDate: 'Jul 08 2022'\n---\nIt hails."),
    ]);
    let report = taken_in(&app, bytes, &from_markdown()).await;
    assert_eq!(report.findings, []);
    let sql = "SELECT slug, status FROM posts ORDER BY slug";
    let all = json!([
        { "slug": "hail", "status": "published" }, { "slug": "rain", "status": "draft" },
        { "slug": "snow", "status": "scheduled" },
    ]);
    assert_eq!(json!(app.db_rows(sql, vec![]).await), all);
    assert_eq!(source(&app, "rain").await, "It rains.");
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

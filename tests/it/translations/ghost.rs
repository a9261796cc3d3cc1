//! Exports of Ghost.

use presswork_tests::{TestApp, each_profile};
use serde_json::json;

use super::{GHOST, from_ghost, names, post, source, taken_back, taken_in, told, zipped};

each_profile! {
    an_export_of_ghost_becomes_posts_of_those_who_wrote_them,
    an_export_in_a_zip_is_the_same,
    without_its_address_pictures_are_told_to_lead_nowhere,
}

const SITE: &str = "https://old.example.org";

async fn an_export_of_ghost_becomes_posts_of_those_who_wrote_them(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let report = taken_in(&app, GHOST, &from_ghost(Some(SITE))).await;
    assert_eq!(report.origin.as_deref(), Some(SITE));
    let told = told(&report);
    assert_eq!(told.len(), 3, "{told:?}");
    for (found, words) in told.iter().zip(["comes as a draft", "about: pages do not come", "broken: lexical"]) {
        assert!(found.starts_with("posts ") && found.contains(words), "{found}");
    }
    let rain = post(&app, "rain").await;
    assert_eq!(rain["title"], "Rain & more rain");
    assert_eq!(rain["author"]["displayName"], "Grace Hopper");
    assert_eq!(names(&rain["tags"]), ["Weather", "Rust"]);
    for (member, value) in [
        ("publishedAt", "2024-03-02T09:00:00.000000Z"),
        ("excerpt", "Wet, and how to stay dry."),
        ("canonicalUrl", "https://weather.example/rain"),
        ("metaTitle", "Rain for engines"),
        ("metaDescription", "All about rain."),
        ("socialTitle", "Rain, shared"),
        ("socialImage", "https://old.example.org/content/images/2024/03/cover.jpg"),
    ] {
        assert_eq!(rain[member], value, "{member}");
    }
    let html = rain["html"].as_str().unwrap();
    for part in ["<em>rains</em>", "href=\"drizzle\"", "<code class=\"language-rust\">", "<td>1</td>", "By hand", "💡"]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("alert"), "{html}");
    let drizzle = post(&app, "drizzle").await;
    assert_eq!(drizzle["author"]["username"], "ada", "who has that address here");
    assert_eq!(
        source(&app, "drizzle").await,
        "**Drizzle** is not [rain](rain).\n\n![Fog](https://old.example.org/content/images/2019/fog.png)\n\nSome *Markdown*, from then.\n"
    );
    let sql = "SELECT slug, status FROM posts WHERE status <> 'published' ORDER BY slug";
    let others = json!([
        { "slug": "fog", "status": "draft" }, { "slug": "for-friends", "status": "draft" },
        { "slug": "storm", "status": "scheduled" },
    ]);
    assert_eq!(json!(app.db_rows(sql, vec![]).await), others);
    assert_eq!(app.db_rows("SELECT role FROM users WHERE username = 'grace'", vec![]).await[0]["role"], "author");
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn an_export_in_a_zip_is_the_same(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let bytes = zipped(&[("data/blog.ghost.json", GHOST), ("redirects.json", "[]"), ("content/images/a.png", "x")]);
    let report = taken_in(&app, bytes, &from_ghost(Some(SITE))).await;
    assert_eq!(post(&app, "rain").await["author"]["username"], "grace");
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn without_its_address_pictures_are_told_to_lead_nowhere(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let report = taken_in(&app, GHOST, &from_ghost(None)).await;
    assert!(told(&report).iter().any(|it| it.contains("lead nowhere")), "{:?}", told(&report));
    assert_eq!(report.origin, None);
    assert!(source(&app, "rain").await.contains("[last week](drizzle)"));
    app.abandon_jobs();
}

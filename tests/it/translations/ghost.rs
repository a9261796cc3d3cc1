//! Exports of Ghost.

use presswork_tests::{TestApp, each_profile};
use serde_json::{Value, json};

use super::{GHOST, from_ghost, led, names, post, source, taken_back, taken_in, told, zipped};

each_profile! {
    an_export_of_ghost_becomes_posts_of_those_who_wrote_them,
    an_export_in_a_zip_is_the_same,
    redirects_beside_an_export_are_kept_as_former_slugs_or_told,
    there_is_an_end_to_the_former_names_of_a_post,
    a_post_that_stands_there_twice_comes_once_and_is_told,
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

const REDIRECTS: &str = r#"[
 {"from": "^\\/wet-weather\\/$", "to": "/rain/", "permanent": true},
 {"from": "/2019/05/old-drizzle.html", "to": "https://old.example.org/drizzle/?utm=x"},
 {"from": "/blog/(.*)", "to": "/$1"},
 {"from": "/contact/", "to": "/about/"},
 {"from": "/fog/", "to": "/rain/"},
 {"from": "/rain/", "to": "/rain/?again"},
 {"from": "/here-already/", "to": "/rain/"},
 {"to": "/rain/"}
]"#;

async fn redirects_beside_an_export_are_kept_as_former_slugs_or_told(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Here already").await;
    app.run_jobs().await;
    let yaml = "301:\n  /news/mist: /fog/ # thin\n";
    let bytes = zipped(&[("blog.json", GHOST), ("data/redirects.json", REDIRECTS), ("redirects.yaml", yaml)]);
    let report = taken_in(&app, bytes, &from_ghost(Some(SITE))).await;
    let told = told(&report);
    for words in [
        "redirects 4: data/redirects.json: /blog/(.*): it is a pattern",
        "redirects 5: data/redirects.json: /contact/: /about/ is no post that comes",
        "redirects 6: data/redirects.json: /fog/: fog leads to another post of the source",
        "redirects 9: data/redirects.json: this is no redirect",
        "slug here-already is something else's",
    ] {
        assert!(told.iter().any(|it| it.contains(words)), "{words}: {told:?}");
    }
    assert_eq!(told.len(), 3 + 5, "{told:?}");
    assert_eq!(led(&app, "wet-weather").await, "/v1/posts/rain");
    assert_eq!(led(&app, "old-drizzle").await, "/v1/posts/drizzle");
    assert_eq!(
        app.db_number_of("slugs s JOIN posts p ON p.id = s.post_id WHERE s.slug = 'mist' AND p.slug = 'fog'").await,
        1
    );
    assert_eq!(post(&app, "here-already").await["title"], "Here already");
    app.abandon_jobs();
}

async fn there_is_an_end_to_the_former_names_of_a_post(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let redirects: Vec<_> = (0..103).map(|n| json!({ "from": format!("/wet-{n}/"), "to": "/rain/" })).collect();
    let bytes = zipped(&[("blog.json", GHOST), ("redirects.json", &json!(redirects).to_string())]);
    let report = taken_in(&app, bytes, &from_ghost(Some(SITE))).await;
    let more = told(&report).iter().filter(|it| it.contains("is one of more than 100 former names")).count();
    assert_eq!((more, app.db_number_of("slugs WHERE slug LIKE 'wet-%'").await), (3, 100));
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn a_post_that_stands_there_twice_comes_once_and_is_told(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let mut export: Value = serde_json::from_str(GHOST).unwrap();
    let posts = export["db"][0]["data"]["posts"].as_array_mut().unwrap();
    let mut twin = posts[0].clone();
    twin["title"] = json!("Another rain");
    posts.push(twin);
    let report = taken_in(&app, serde_json::to_string_pretty(&export).unwrap(), &from_ghost(Some(SITE))).await;
    let found = report.findings.iter().find(|it| it.reason.contains("the same id")).unwrap();
    assert!(found.reason.starts_with("post 8, rain: a post that stands before it"), "{found:?}");
    assert!(found.file == "posts" && found.line.is_some_and(|line| line > 8), "{found:?}");
    assert_eq!(
        (post(&app, "rain").await["title"].as_str(), app.db_number_of("posts").await),
        (Some("Rain & more rain"), 5)
    );
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

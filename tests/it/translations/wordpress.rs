//! Exports of WordPress.

use presswork_domain::imports;
use presswork_tests::{TestApp, each_profile};
use serde_json::json;

use super::{WORDPRESS, from_wordpress, kept, led, names, post, source, system, taken_back, taken_in, told, zipped};

each_profile! {
    an_export_of_wordpress_becomes_posts_and_comments_of_those_who_wrote_them,
    an_export_in_a_zip_is_the_same,
    a_long_thread_is_taken_back_as_a_whole,
    a_post_that_stands_there_twice_comes_once_and_is_told,
    a_former_slug_that_is_anothers_is_told,
    there_is_an_end_to_the_former_slugs_of_a_post,
    what_nobody_named_gives_way_and_what_is_too_long_is_cut,
    former_versions_are_understood_and_others_are_not,
    nobody_becomes_somebody_who_has_not_confirmed_the_address,
}

async fn an_export_of_wordpress_becomes_posts_and_comments_of_those_who_wrote_them(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let report = taken_in(&app, WORDPRESS, &from_wordpress()).await;
    assert_eq!(report.origin.as_deref(), Some("https://blog.example.org"));
    let told = told(&report);
    assert_eq!(told.len(), 3, "{told:?}");
    for words in ["diary: it was private", "about: pages do not come", "1 comments of people who have no account"] {
        assert!(told.iter().any(|it| it.starts_with("items ") && it.contains(words)), "{words}: {told:?}");
    }
    assert!(told.iter().any(|it| it.starts_with("items 187: diary")), "the line of the item: {told:?}");
    let items = &report.tallies[0];
    assert_eq!(
        (items.file.as_str(), items.skipped, items.conflicts),
        ("items", 4, 3),
        "trash, picture, menu, and spam"
    );
    let rain = post(&app, "rain").await;
    assert_eq!((&rain["title"], &rain["author"]["username"]), (&json!("Rain & more rain"), &json!("grace")));
    assert_eq!(names(&rain["tags"]), ["Weather", "Rust"]);
    for (member, value) in [
        ("publishedAt", "2024-03-02T09:00:00.000000Z"),
        ("updatedAt", "2024-03-05T10:11:12.000000Z"),
        ("excerpt", "Wet, and how to stay dry."),
        ("metaDescription", "All about rain."),
        ("socialImage", "https://blog.example.org/wp-content/uploads/2024/03/puddle.jpg"),
    ] {
        assert_eq!(rain[member], value, "{member}");
    }
    assert!(rain["metaTitle"].is_null(), "what is to be filled in is no title");
    let html = rain["html"].as_str().unwrap();
    for part in
        ["href=\"drizzle\"", "href=\"fog\"", "<td>wetter</td>", "<em>Behind the house</em>", "*drip*", "By hand"]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("alert") && !html.contains("wp:"), "{html}");
    assert_eq!(led(&app, "wet-weather").await, "/v1/posts/rain");
    let drizzle = post(&app, "drizzle").await;
    assert_eq!((&drizzle["author"]["username"], &drizzle["commentsLocked"]), (&json!("ada"), &json!(true)));
    assert_eq!(
        source(&app, "drizzle").await,
        "**Drizzle** is not [rain](rain).  \n It is less.\n\n\
         ![](https://blog.example.org/wp-content/uploads/2024/03/puddle.jpg)\n\nA *puddle*\n\n\
         ![A puddle behind a house](https://blog.example.org/wp-content/uploads/2024/03/puddle.jpg)\n\n\
         - one\n- two\n\nThe end \\[sic\\].\n"
    );
    let comments = app.anonymous().get("/v1/posts/rain/comments?include=author").await.expect(200);
    let first = &comments["data"][0];
    assert_eq!((&first["author"]["username"], &first["replyCount"]), (&json!("ada"), &json!(1)));
    let id = first["id"].as_str().unwrap();
    let replies = app.anonymous().get(&format!("/v1/comments/{id}/replies?include=author")).await.expect(200);
    let reply = &replies["data"][0];
    assert_eq!(reply["author"]["username"], "grace", "below the guest's, which does not come");
    assert!(reply["html"].as_str().unwrap().contains("Who <strong>are</strong> you?"), "{reply}");
    let sql = "SELECT slug, status FROM posts WHERE status <> 'published' ORDER BY slug";
    let others = json!([
        { "slug": "diary", "status": "draft" }, { "slug": "fog", "status": "draft" },
        { "slug": "storm", "status": "scheduled" },
    ]);
    assert_eq!(json!(app.db_rows(sql, vec![]).await), others);
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn an_export_in_a_zip_is_the_same(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let report = taken_in(&app, zipped(&[("blog.wordpress.2024-03-10.xml", WORDPRESS)]), &from_wordpress()).await;
    assert_eq!(post(&app, "rain").await["author"]["username"], "grace");
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn what_nobody_named_gives_way_and_what_is_too_long_is_cut(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Fog").await;
    app.run_jobs().await;
    let long = format!("<title>{}</title>", "Foggy ".repeat(50));
    let bytes = WORDPRESS
        .replace("<![CDATA[To be written.]]>", "<![CDATA[See https://x.example/a_b_c?d_e=1]]>")
        .replace("<title><![CDATA[Rain &amp; more rain]]></title>", &long)
        .replace("nicename=\"weather\"", "nicename=\"wetter\"");
    let report = taken_in(&app, &bytes, &from_wordpress()).await;
    let told = told(&report);
    assert!(!told.iter().any(|it| it.contains("slug fog")), "{told:?}");
    assert!(told.iter().any(|it| it.contains("rain: title: more than 200 characters")), "{told:?}");
    assert_eq!(source(&app, "fog-2").await, "See <https://x.example/a_b_c?d_e=1>\n");
    let rain = post(&app, "rain").await;
    assert!(rain["title"].as_str().is_some_and(|it| it.ends_with("Foggy…")), "{rain}");
    assert!(rain["html"].as_str().unwrap().contains("href=\"fog-2\""), "{rain}");
    let tags: Vec<_> = rain["tags"].as_array().unwrap().iter().map(|tag| &tag["slug"]).collect();
    assert_eq!(tags, ["wetter", "rust"]);
    app.abandon_jobs();
}

/// A comment of somebody who has an account there, older than what it answers.
fn answer(number: u32, parent: u32) -> String {
    format!(
        "<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_date_gmt>2024-03-02 09:30:00</wp:comment_date_gmt>\
         <wp:comment_content>Answer {number}</wp:comment_content><wp:comment_approved>1</wp:comment_approved>\
         <wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>{}</wp:comment_user_id></wp:comment>",
        number % 2 + 1
    )
}

async fn a_long_thread_is_taken_back_as_a_whole(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let answers: String = (0..24).map(|n| answer(30 + n, if n % 6 == 0 { 5 } else { 29 + n })).collect();
    let bytes = WORDPRESS.replacen("<wp:comment>", &format!("{answers}<wp:comment>"), 1);
    let report = taken_in(&app, &bytes, &from_wordpress()).await;
    assert_eq!(app.db_number_of("comments").await, 26);
    assert_eq!(app.db_number_of("comments c JOIN comments a ON a.id = c.parent_id WHERE c.id < a.id").await, 0);
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn a_post_that_stands_there_twice_comes_once_and_is_told(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let bytes = WORDPRESS.replace("<wp:post_id>12</wp:post_id>", "<wp:post_id>11</wp:post_id>");
    let report = taken_in(&app, &bytes, &from_wordpress()).await;
    let found = report.findings.iter().find(|it| it.reason.contains("the same number")).unwrap();
    assert!(found.reason.starts_with("drizzle: a post that stands before it has the same number, 11"), "{found:?}");
    assert!(found.file == "items" && found.line.is_some_and(|line| line > 100), "{found:?}");
    assert_eq!((app.db_number_of("posts").await, app.db_number_of("comments").await), (4, 2));
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn a_former_slug_that_is_anothers_is_told(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let kept = "<![CDATA[wet-weather]]></wp:meta_value></wp:postmeta>";
    let more = |slug: &str| {
        format!(
            "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>{slug}</wp:meta_value></wp:postmeta>"
        )
    };
    let bytes = WORDPRESS.replace(kept, &format!("{kept}{}{}{}", more("drizzle"), more("!!"), more("%e9%9b%a8")));
    let report = taken_in(&app, &bytes, &from_wordpress()).await;
    let told = told(&report);
    for words in
        ["rain: former slug drizzle leads to another post of the source", "rain: former slug !! can be no slug here"]
    {
        assert!(told.iter().any(|it| it.starts_with("items ") && it.contains(words)), "{words}: {told:?}");
    }
    assert_eq!(told.len(), 3 + 2, "{told:?}");
    assert_eq!(led(&app, "wet-weather").await, "/v1/posts/rain");
    assert_eq!(led(&app, "yu").await, "/v1/posts/rain", "as the sign is said");
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn there_is_an_end_to_the_former_slugs_of_a_post(app: TestApp) {
    app.user("ada").await;
    app.run_jobs().await;
    let kept = "<wp:postmeta><wp:meta_key><![CDATA[_wp_old_slug]]></wp:meta_key>";
    let more = |n: u32| format!("{kept}<wp:meta_value>wet-{n}</wp:meta_value></wp:postmeta>");
    let bytes = WORDPRESS.replacen(kept, &format!("{}{kept}", (0..102).map(more).collect::<String>()), 1);
    let report = taken_in(&app, &bytes, &from_wordpress()).await;
    let more = told(&report).iter().filter(|it| it.contains("is one of more than 100 former names")).count();
    assert_eq!((more, app.db_number_of("slugs WHERE slug LIKE 'wet-%'").await), (3, 100));
    taken_back(&app, &report).await;
    app.abandon_jobs();
}

async fn former_versions_are_understood_and_others_are_not(app: TestApp) {
    app.user("ada").await;
    let cx = system(&app);
    let of = |version: &str| WORDPRESS.replace("<wp:wxr_version>1.2<", &format!("<wp:wxr_version>{version}<"));
    for version in ["1.0", "1.1"] {
        let path = kept(&app, of(version));
        assert_eq!(imports::plan(&cx, &path, &from_wordpress()).await.unwrap().sum(|it| it.conflicts), 3, "{version}");
    }
    // Version 1.0 has no authors: the posts are of who was named.
    let nobodies = of("1.0").replace("<wp:author>", "<wp:nobody>").replace("</wp:author>", "</wp:nobody>");
    imports::apply(&cx, &kept(&app, nobodies), &from_wordpress()).await.unwrap();
    assert_eq!(post(&app, "rain").await["author"]["username"], "ada");
    let error = imports::plan(&cx, &kept(&app, of("2.0")), &from_wordpress()).await.unwrap_err();
    assert!(error.code() == "invalid_archive" && error.detail().contains("version 2.0"), "{}", error.detail());
    app.abandon_jobs();
}

async fn nobody_becomes_somebody_who_has_not_confirmed_the_address(app: TestApp) {
    app.user("ada").await;
    app.user("grace").await;
    app.db_run("UPDATE users SET email_verified_at = NULL WHERE username = 'grace'", vec![]).await;
    let report = imports::apply(&system(&app), &kept(&app, WORDPRESS), &from_wordpress()).await.unwrap();
    let told = told(&report);
    assert!(told.iter().any(|it| it.starts_with("authors ") && it.contains("not confirmed")), "{told:?}");
    assert_eq!(post(&app, "rain").await["author"]["username"], "ada");
    assert_eq!(app.db_number_of("comments").await, 1, "hers do not come");
    app.abandon_jobs();
}

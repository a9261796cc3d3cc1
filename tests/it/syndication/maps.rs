//! The map of the site, and where programs find it.

use presswork_tests::{Profile, TestApp, each_profile, id_of};
use serde_json::json;

use super::{Element, SITE};

each_profile! {
    with SITE => the_map_has_the_pages_of_all_that_is_published_here,
    with SITE => a_map_that_would_be_too_long_is_in_parts,
    with SITE => programs_are_told_where_the_map_is,
    what_is_on_the_map_is_not_sent_again,
}

fn places(map: &Element) -> Vec<(&str, &str)> {
    map.all("url").into_iter().map(|url| (url.text_of("loc"), url.text_of("lastmod"))).collect()
}

async fn the_map_has_the_pages_of_all_that_is_published_here(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let empty = nobody.get("/sitemap.xml").await;
    assert_eq!((empty.status, places(&Element::parse(&empty.text())).len()), (200, 0));
    let first = ada.published("One").await;
    for (title, canonical) in [("Two", "https://elsewhere.example/two"), ("Three", "https://blog.example/3?a=1&b=2")] {
        let input = json!({ "title": title, "markdown": "x", "canonicalUrl": canonical });
        let post = ada.call("createPost", json!({ "input": input })).await.ok();
        ada.call("publishPost", id_of(&post)).await.ok();
    }
    ada.draft("Draft").await;
    app.run_jobs().await;
    let reply = nobody.get("/sitemap.xml").await;
    assert_eq!(reply.header("content-type"), "application/xml; charset=utf-8");
    let map = Element::parse(&reply.text());
    assert_eq!((map.name.as_str(), map.attribute("xmlns")), ("urlset", "http://www.sitemaps.org/schemas/sitemap/0.9"));
    let found = places(&map);
    let addresses: Vec<_> = found.iter().map(|(address, _)| *address).collect();
    assert_eq!(addresses, ["https://blog.example/posts/one", "https://blog.example/3?a=1&b=2"]);
    let updated = first["updatedAt"].as_str().unwrap();
    assert_eq!(found[0].1, format!("{}Z", updated.split('.').next().unwrap()));
    ada.call("unpublishPost", id_of(&first)).await.ok();
    assert_eq!(places(&Element::parse(&nobody.get("/sitemap.xml").await.text())).len(), 1);
    let part = nobody.get("/sitemaps/posts-1.xml").await;
    assert_eq!(places(&Element::parse(&part.text())).len(), 1, "a part that no list names yet is there, too");
    for file in
        ["posts-2.xml", "posts-0.xml", "posts-01.xml", "posts-x.xml", "tags-1.xml", "posts-99999999999999999999.xml"]
    {
        nobody.get(&format!("/sitemaps/{file}")).await.refused(404, "not_found");
    }
}

async fn a_map_that_would_be_too_long_is_in_parts(app: TestApp) {
    app.user("ada").await;
    let id = if app.profile == Profile::Services { "gen_random_uuid()" } else { "randomblob(16)" };
    let sql = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50003) \
         INSERT INTO posts (id, author_id, title, slug, markdown, html, excerpt, status, published_at, created_at, updated_at) \
         SELECT {id}, u.id, 'x', 'post-' || n.i, '', '', '', 'published', u.created_at, u.created_at, u.created_at \
         FROM n CROSS JOIN users u"
    );
    assert_eq!(app.db_run(&sql, vec![]).await, 50_003);
    let nobody = app.anonymous();
    let index = Element::parse(&nobody.get("/sitemap.xml").await.text());
    assert_eq!(index.name, "sitemapindex");
    let parts: Vec<_> = index.all("sitemap").into_iter().map(|part| part.text_of("loc")).collect();
    assert_eq!(parts, ["https://press.example/sitemaps/posts-1.xml", "https://press.example/sitemaps/posts-2.xml"]);
    let mut all = Vec::new();
    for (part, length) in [("posts-1.xml", 50_000), ("posts-2.xml", 3)] {
        let map = Element::parse(&nobody.get(&format!("/sitemaps/{part}")).await.text());
        assert_eq!(places(&map).len(), length);
        all.extend(places(&map).iter().map(|(address, _)| (*address).to_owned()));
    }
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 50_003, "each once");
    nobody.get("/sitemaps/posts-3.xml").await.refused(404, "not_found");
}

async fn programs_are_told_where_the_map_is(app: TestApp) {
    let robots = app.anonymous().get("/robots.txt").await;
    assert_eq!((robots.status, robots.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert!(
        robots.text().lines().any(|line| line == "Sitemap: https://press.example/sitemap.xml"),
        "{}",
        robots.text()
    );
    assert!(robots.text().starts_with("User-agent: *\n"));
}

async fn what_is_on_the_map_is_not_sent_again(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let post = ada.published("One").await;
    app.run_jobs().await;
    for path in ["/sitemap.xml", "/robots.txt"] {
        let first = nobody.get(path).await;
        let again = nobody.request("GET", path).header("if-none-match", first.header("etag")).send().await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    let before = nobody.get("/sitemap.xml").await.header("etag").to_owned();
    ada.call("updatePost", json!({ "id": post["id"], "input": { "title": "Other" } })).await.ok();
    assert_ne!(nobody.get("/sitemap.xml").await.header("etag"), before);
    let head = nobody.request("HEAD", "/sitemap.xml").send().await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}

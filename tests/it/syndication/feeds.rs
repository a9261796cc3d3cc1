//! Feeds.

use std::{pin::pin, time::Duration};

use chrono::{DateTime, TimeDelta};
use presswork_tests::{Actor, Reply, TestApp, each_profile, id_of, pictures};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{Element, SITE};

each_profile! {
    with SITE => a_feed_has_the_newest_posts_in_both_forms,
    with SITE => an_author_and_a_tag_have_feeds_of_their_own,
    with SITE => a_feed_of_nothing_is_a_feed,
    with SITE => a_name_that_is_written_otherwise_leads_to_the_feed,
    with SITE => nothing_of_a_text_breaks_out_of_its_place,
    with SITE => a_post_that_was_published_elsewhere_first_leads_there,
    with SITE => addresses_in_a_text_lead_on_from_anywhere,
    a_feed_is_written_apart_from_other_requests,
    what_has_not_changed_is_not_made_again,
    whatever_changes_a_feed_changes_its_tag,
    a_feed_is_known_by_its_tag_and_by_no_date,
    a_feed_shows_what_anybody_may_see_whoever_asks,
    with [("PRESSWORK__SYNDICATION__ENTRIES", "2")] => a_feed_is_as_long_as_the_settings_say,
}

const FORMS: [&str; 2] = ["xml", "json"];

async fn published(author: &Actor, input: Value) -> Value {
    let post = author.call("createPost", json!({ "input": input })).await.ok();
    author.call("publishPost", id_of(&post)).await.ok()["post"].clone()
}

/// What a feed says of its posts: title and address.
fn items(reply: &Reply) -> Vec<(String, String)> {
    assert_eq!(reply.status, 200, "{}", reply.text());
    if reply.header("content-type") == "application/feed+json" {
        let feed = reply.json();
        let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        return feed["items"].as_array().unwrap().iter().map(|item| (text(item, "title"), text(item, "url"))).collect();
    }
    assert_eq!(reply.header("content-type"), "application/atom+xml; charset=utf-8");
    let feed = Element::parse(&reply.text());
    let item = |entry: &&Element| (entry.text_of("title").to_owned(), entry.one("link").attribute("href").to_owned());
    feed.all("entry").iter().map(item).collect()
}

fn titles(reply: &Reply) -> Vec<String> {
    items(reply).into_iter().map(|(title, _)| title).collect()
}

async fn a_feed_has_the_newest_posts_in_both_forms(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let markdown = "It *works* & <b>more</b>: `a < b`.\n\n[there](#h-there)";
    let post =
        published(&ada, json!({ "title": "One & <two>", "markdown": markdown, "tags": ["Web Dev", "R&D"] })).await;
    published(&ada, json!({ "title": "Second", "markdown": "x" })).await;
    ada.draft("Draft").await;
    app.run_jobs().await;
    let atom = nobody.get("/feed.xml").await;
    let feed = Element::parse(&atom.text());
    assert_eq!((feed.name.as_str(), feed.attribute("xmlns")), ("feed", "http://www.w3.org/2005/Atom"));
    assert_eq!(feed.text_of("title"), "The <Press>");
    assert!(
        feed.text_of("id").starts_with("urn:uuid:") && DateTime::parse_from_rfc3339(feed.text_of("updated")).is_ok()
    );
    let links: Vec<_> = feed.all("link").iter().map(|link| (link.attribute("rel"), link.attribute("href"))).collect();
    assert_eq!(
        links,
        [
            ("self", "https://press.example/feed.xml"),
            ("alternate", "https://blog.example/"),
            ("alternate", "https://press.example/feed.json"),
        ]
    );
    assert_eq!(titles(&atom), ["Second", "One & <two>"]);
    let entry = feed.all("entry")[1];
    let id = presswork_domain::ids::parse::<presswork_domain::ids::PostKind>(post["id"].as_str().unwrap()).unwrap();
    assert_eq!(entry.text_of("id"), format!("urn:uuid:{}", id.uuid()));
    assert_eq!(entry.text_of("published"), post["publishedAt"].as_str().unwrap());
    assert_eq!(entry.text_of("updated"), post["updatedAt"].as_str().unwrap());
    assert_eq!(entry.one("link").attribute("href"), "https://blog.example/posts/one-two");
    let author = entry.one("author");
    assert_eq!((author.text_of("name"), author.text_of("uri")), ("ada", "https://blog.example/users/ada"));
    let terms: Vec<_> = entry.all("category").iter().map(|it| (it.attribute("term"), it.attribute("label"))).collect();
    assert_eq!(terms, [("web-dev", "Web Dev"), ("r-d", "R&D")]);
    let content = entry.one("content");
    assert_eq!(
        (content.attribute("type"), content.attribute("xml:base")),
        ("html", "https://blog.example/posts/one-two")
    );
    assert_eq!(
        (content.text.as_str(), entry.text_of("summary")),
        (post["html"].as_str().unwrap(), post["excerpt"].as_str().unwrap())
    );
    let json_feed = nobody.get("/feed.json").await;
    assert_eq!(items(&json_feed), items(&atom));
    let told = json_feed.json();
    assert_eq!(told["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(
        (&told["home_page_url"], &told["feed_url"]),
        (&json!("https://blog.example/"), &json!("https://press.example/feed.json"))
    );
    let item = &told["items"][1];
    assert_eq!((&item["content_html"], &item["tags"]), (&post["html"], &json!(["Web Dev", "R&D"])));
    assert_eq!((&item["date_published"], &item["date_modified"]), (&post["publishedAt"], &post["updatedAt"]));
    assert_eq!((item["id"].as_str(), &item["authors"][0]["name"]), (Some(entry.text_of("id")), &json!("ada")));
}

async fn an_author_and_a_tag_have_feeds_of_their_own(app: TestApp) {
    let (ada, bob, nobody) = (app.user("ada").await, app.user("bob").await, app.anonymous());
    published(&ada, json!({ "title": "Of ada", "markdown": "x", "tags": ["Rust"] })).await;
    published(&bob, json!({ "title": "Of bob", "markdown": "x", "tags": ["Rust", "Web"] })).await;
    app.run_jobs().await;
    let mut ids = Vec::new();
    for (folder, expected, title) in [
        ("", vec!["Of bob", "Of ada"], "The <Press>"),
        ("/users/ada", vec!["Of ada"], "ada – The <Press>"),
        ("/users/bob", vec!["Of bob"], "bob – The <Press>"),
        ("/tags/rust", vec!["Of bob", "Of ada"], "Rust – The <Press>"),
        ("/tags/web", vec!["Of bob"], "Web – The <Press>"),
    ] {
        for form in FORMS {
            assert_eq!(titles(&nobody.get(&format!("{folder}/feed.{form}")).await), expected, "{folder} {form}");
        }
        let feed = Element::parse(&nobody.get(&format!("{folder}/feed.xml")).await.text());
        assert_eq!(feed.text_of("title"), title);
        assert_eq!(feed.all("link")[0].attribute("href"), format!("https://press.example{folder}/feed.xml"));
        assert_eq!(feed.all("author").len(), usize::from(folder.starts_with("/users")));
        ids.push(feed.text_of("id").to_owned());
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5, "each has an id of its own");
    for path in ["/users/nobody/feed.xml", "/tags/nothing/feed.json", "/users/feed.xml", "/tags/x/feed.rss"] {
        nobody.get(path).await.refused(404, "not_found");
    }
}

async fn a_feed_of_nothing_is_a_feed(app: TestApp) {
    let nobody = app.anonymous();
    app.user("ada").await;
    for folder in ["", "/users/ada"] {
        for form in FORMS {
            let reply = nobody.get(&format!("{folder}/feed.{form}")).await;
            assert!(items(&reply).is_empty() && !reply.header("etag").is_empty());
        }
    }
    let feed = Element::parse(&nobody.get("/feed.xml").await.text());
    assert!(DateTime::parse_from_rfc3339(feed.text_of("updated")).is_ok());
}

async fn a_name_that_is_written_otherwise_leads_to_the_feed(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let post = published(&ada, json!({ "title": "Hello", "markdown": "x", "tags": ["Rust"] })).await;
    app.run_jobs().await;
    let tag = post["tags"][0]["id"].as_str().unwrap();
    for (asked, address) in [
        ("/users/ADA/feed.xml".to_owned(), "/users/ada/feed.xml"),
        ("/users/Ada/feed.json?x=1".to_owned(), "/users/ada/feed.json?x=1"),
        (format!("/tags/{tag}/feed.xml"), "/tags/rust/feed.xml"),
        ("/tags/RUST/feed.xml".to_owned(), "/tags/rust/feed.xml"),
        ("/tags/Rust/feed.json?x=1".to_owned(), "/tags/rust/feed.json?x=1"),
    ] {
        let moved = nobody.get(&asked).await;
        assert_eq!((moved.status, moved.header("location")), (301, address), "{asked}");
    }
}

async fn nothing_of_a_text_breaks_out_of_its_place(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let title = "]]></title><script>alert(1)</script>&amp;\"'";
    let markdown = "&#1;&#11;&#27;]]> <script>alert(1)</script> &amp;lt; \u{85}\u{2028}😀 &#xFFFE; \u{e000}";
    let post =
        published(&ada, json!({ "title": title, "markdown": markdown.replace('\u{85}', ""), "tags": ["<x>&"] })).await;
    let name = json!({ "displayName": "<ada> & \"co\"" });
    ada.call("updateMe", json!({ "input": name })).await.ok();
    app.run_jobs().await;
    assert!(post["html"].as_str().unwrap().contains('\u{1}'), "it got as far as the page");
    for folder in ["", "/users/ada", "/tags/x"] {
        let reply = nobody.get(&format!("{folder}/feed.xml")).await;
        let feed = Element::parse(&reply.text());
        let entry = feed.one("entry");
        assert_eq!(entry.text_of("title"), title);
        assert_eq!(entry.one("author").text_of("name"), "<ada> & \"co\"");
        assert_eq!(entry.one("category").attribute("label"), "<x>&");
        assert!(!entry.one("content").text.contains("<script"), "{}", entry.one("content").text);
        let told = nobody.get(&format!("{folder}/feed.json")).await.json();
        assert_eq!((&told["items"][0]["title"], &told["items"][0]["content_html"]), (&json!(title), &post["html"]));
    }
}

async fn a_post_that_was_published_elsewhere_first_leads_there(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let elsewhere = "https://elsewhere.example/hello?a=1&b=2";
    let input = json!({ "title": "Hello", "markdown": "x", "canonicalUrl": elsewhere, "socialImage": "https://blog.example/x.png" });
    published(&ada, input).await;
    app.run_jobs().await;
    for form in FORMS {
        assert_eq!(items(&nobody.get(&format!("/feed.{form}")).await), [("Hello".to_owned(), elsewhere.to_owned())]);
    }
    let item = &nobody.get("/feed.json").await.json()["items"][0];
    assert_eq!(item["image"], "https://blog.example/x.png");
}

async fn addresses_in_a_text_lead_on_from_anywhere(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let markdown = "# One\n\n![x](/v1/media/m/640.jpg) [next](/posts/next) [here](#h-one) [far](https://example.org/)";
    published(&ada, json!({ "title": "Hello", "markdown": markdown })).await;
    app.run_jobs().await;
    let told = nobody.get("/feed.json").await.json();
    let atom = Element::parse(&nobody.get("/feed.xml").await.text());
    for html in [told["items"][0]["content_html"].as_str().unwrap(), &atom.one("entry").one("content").text] {
        for address in [
            "src=\"https://press.example/v1/media/m/640.jpg\"",
            "href=\"https://blog.example/posts/next\"",
            "href=\"#h-one\"",
            "href=\"https://example.org/\"",
        ] {
            assert!(html.contains(address), "{address} is not in {html}");
        }
    }
}

async fn a_feed_is_written_apart_from_other_requests(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    published(&ada, json!({ "title": "Hello", "markdown": "[on](next)" })).await;
    app.run_jobs().await;
    for form in FORMS {
        let path = format!("/feed.{form}");
        let busy = app.busy_renderer().await;
        let mut feed = pin!(nobody.get(&path));
        assert!(timeout(Duration::from_millis(300), &mut feed).await.is_err(), "it waits for a place");
        assert_eq!(nobody.get("/livez").await.status, 200);
        drop(busy);
        assert_eq!(titles(&feed.await), ["Hello"]);
    }
}

async fn what_has_not_changed_is_not_made_again(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    published(&ada, json!({ "title": "Hello", "markdown": "word ".repeat(300), "tags": ["Rust"] })).await;
    app.run_jobs().await;
    for path in ["/feed.xml", "/feed.json", "/users/ada/feed.xml", "/tags/rust/feed.json"] {
        let asked = |coding: &str, known: &str| {
            nobody.request("GET", path).header("accept-encoding", coding).header("if-none-match", known).send()
        };
        let (plain, packed) = (asked("identity", "\"x\"").await, asked("gzip", "\"x\"").await);
        assert_eq!((plain.status, packed.status, packed.header("content-encoding")), (200, 200, "gzip"), "{path}");
        let (tag, tag_packed) = (plain.header("etag"), packed.header("etag"));
        assert_eq!(tag_packed, format!("{}-gzip\"", tag.trim_end_matches('"')));
        for (coding, known) in
            [("identity", tag), ("gzip", tag_packed), ("gzip", tag), ("identity", "*"), ("br", "\"a\", W/\"b\"")]
        {
            let known = if known == "\"a\", W/\"b\"" { format!("\"a\", W/{tag}") } else { known.to_owned() };
            let again = asked(coding, &known).await;
            assert_eq!((again.status, again.body.len()), (304, 0), "{path} {known}");
            assert!(again.header("etag").starts_with(tag.trim_end_matches('"')), "{}", again.header("etag"));
            assert!(
                again.statements() < plain.statements(),
                "{path}: {} of {}",
                again.statements(),
                plain.statements()
            );
            assert_eq!((again.header("content-type"), again.header("cache-control")), ("", "public, no-cache"));
        }
        assert_eq!(asked("identity", "\"other\"").await.body, plain.body);
        let head = nobody.request("HEAD", path).header("accept-encoding", "identity").send().await;
        assert_eq!((head.status, head.header("etag"), head.body.len()), (200, tag, 0));
    }
}

async fn whatever_changes_a_feed_changes_its_tag(app: TestApp) {
    let (ada, bob, nobody) = (app.user("ada").await, app.user("bob").await, app.anonymous());
    let post = published(&ada, json!({ "title": "Hello", "markdown": "x", "tags": ["Rust"] })).await;
    let other = published(&ada, json!({ "title": "Other", "markdown": "x", "tags": ["Rust"] })).await;
    app.run_jobs().await;
    let id = &post["id"];
    let tags = async || {
        let mut tags = Vec::new();
        for path in ["/feed.xml", "/users/ada/feed.json", "/tags/rust/feed.xml"] {
            tags.push(nobody.get(path).await.header("etag").to_owned());
        }
        tags
    };
    let mut before = tags().await;
    let changes = [
        ("updatePost", json!({ "id": id, "input": { "title": "Hello again" } })),
        ("updatePost", json!({ "id": id, "input": { "canonicalUrl": "https://elsewhere.example/" } })),
        ("updatePost", json!({ "id": id, "input": { "tags": ["Rust", "Web"] } })),
        ("updatePost", json!({ "id": id, "input": { "slug": "hello-there" } })),
        ("updateMe", json!({ "input": { "displayName": "Ada L." } })),
        ("unpublishPost", json!({ "id": id })),
        ("publishPost", json!({ "id": id })),
        ("deletePost", json!({ "id": other["id"] })),
    ];
    for (operation, arguments) in changes {
        ada.call(operation, arguments).await.ok();
        let after = tags().await;
        assert!(before.iter().zip(&after).all(|(before, after)| before != after), "after {operation}");
        before = after;
    }
    bob.comment(&post, "Well.").await;
    bob.call("reactToPost", json!({ "id": id, "kind": "like" })).await.ok();
    ada.draft("Draft").await;
    assert_eq!(tags().await, before, "nothing of this is in a feed");
    ada.call("updatePost", json!({ "id": id, "input": { "tags": [] } })).await.ok();
    nobody.get("/tags/rust/feed.xml").await.refused(404, "not_found");
    app.abandon_jobs();
}

async fn a_feed_is_known_by_its_tag_and_by_no_date(app: TestApp) {
    let (ada, mona, nobody) = (app.user("ada").await, app.moderator("mona").await, app.anonymous());
    let cover = ada.picture(&app, &pictures::png(40, 30)).await;
    let input = json!({ "title": "Hello", "markdown": "x", "tags": ["JS", "Web"], "coverMediaId": cover["id"] });
    published(&ada, input).await;
    app.run_jobs().await;
    let asked = async |conditions: &[(&str, &str)]| {
        let request = nobody.request("GET", "/feed.xml");
        conditions.iter().fold(request, |request, (name, value)| request.header(name, value)).send().await
    };
    let mut known = asked(&[]).await.header("etag").to_owned();
    for (who, operation, arguments) in [
        (&mona, "updateTag", json!({ "slug": "js", "input": { "name": "JavaScript" } })),
        (&mona, "mergeTag", json!({ "slug": "javascript", "input": { "into": "web" } })),
        (&mona, "deleteTag", json!({ "slug": "web" })),
        (&ada, "deleteMedia", id_of(&cover)),
    ] {
        app.advance(TimeDelta::minutes(1));
        who.call(operation, arguments).await.ok();
        app.run_jobs().await;
        app.advance(TimeDelta::minutes(1));
        let date = app.deps.clock.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let changed = asked(&[("if-modified-since", date.as_str())]).await;
        assert_eq!((changed.status, changed.header("last-modified")), (200, ""), "after {operation}");
        assert_ne!(changed.header("etag"), known, "after {operation}");
        let stale = asked(&[("if-none-match", known.as_str()), ("if-modified-since", date.as_str())]).await;
        assert_eq!(stale.status, 200, "the tag has the word");
        known = changed.header("etag").to_owned();
        let early = "Mon, 01 Jan 2001 00:00:00 GMT";
        let same = asked(&[("if-none-match", known.as_str()), ("if-modified-since", early)]).await;
        assert_eq!((same.status, same.header("etag")), (304, known.as_str()));
        assert_eq!(asked(&[("if-unmodified-since", early)]).await.status, 200, "there is no date to compare");
    }
}

async fn a_feed_shows_what_anybody_may_see_whoever_asks(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    published(&ada, json!({ "title": "Hello", "markdown": "x" })).await;
    ada.draft("Draft").await;
    app.run_jobs().await;
    ada.call("blockUser", json!({ "id": bob.id })).await.ok();
    for reader in [&ada, &bob, &app.anonymous()] {
        let reply = reader.get("/feed.json").await;
        assert_eq!(titles(&reply), ["Hello"]);
        assert_eq!(reader.get("/users/ada/feed.xml").await.status, 200);
    }
    assert_eq!(ada.get("/feed.xml").await.header("etag"), bob.get("/feed.xml").await.header("etag"));
}

async fn a_feed_is_as_long_as_the_settings_say(app: TestApp) {
    let ada = app.user("ada").await;
    for title in ["One", "Two", "Three"] {
        published(&ada, json!({ "title": title, "markdown": "x" })).await;
    }
    app.run_jobs().await;
    assert_eq!(titles(&app.anonymous().get("/feed.xml").await), ["Three", "Two"]);
}

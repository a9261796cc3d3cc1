//! Posts that others embed.

use presswork_tests::{Reply, TestApp, each_profile, id_of};
use serde_json::{Value, json};

use super::{Element, SITE};

each_profile! {
    with SITE => a_post_is_shown_in_both_forms,
    with SITE => a_size_that_is_wished_for_is_kept_to,
    with SITE => what_is_not_there_or_not_for_all_is_not_found,
    with SITE => a_former_address_leads_to_the_present_one,
    with SITE => what_can_not_be_understood_is_refused,
    with SITE => nothing_of_a_text_breaks_out_of_what_is_shown,
}

async fn oembed(app: &TestApp, query: &[(&str, &str)]) -> Reply {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    app.anonymous().get(&format!("/oembed?{query}")).await
}

async fn a_post_is_shown_in_both_forms(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Hello").await;
    app.run_jobs().await;
    for address in [
        "https://blog.example/posts/hello",
        "https://press.example/v1/posts/hello",
        "http://blog.example/posts/hello/?x=1#top",
    ] {
        let reply = oembed(&app, &[("url", address)]).await;
        assert_eq!(reply.header("content-type"), "application/json");
        let shown = reply.expect(200);
        let expected = json!({
            "version": "1.0", "type": "rich", "title": "Hello", "author_name": "ada",
            "author_url": "https://blog.example/users/ada", "provider_name": "The <Press>",
            "provider_url": "https://blog.example/", "cache_age": 3600, "width": 600, "height": 200, "html": shown["html"],
        });
        assert_eq!(shown, expected);
        let html = shown["html"].as_str().unwrap();
        assert!(
            html.starts_with("<blockquote") && html.contains("<a href=\"https://blog.example/posts/hello\">Hello</a>"),
            "{html}"
        );
    }
    let reply = oembed(&app, &[("url", "https://blog.example/posts/hello"), ("format", "xml"), ("dnt", "1")]).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/xml; charset=utf-8"));
    let shown = Element::parse(&reply.text());
    assert_eq!((shown.name.as_str(), shown.text_of("type"), shown.text_of("width")), ("oembed", "rich", "600"));
    assert_eq!(shown.text_of("provider_name"), "The <Press>");
    assert!(shown.text_of("html").starts_with("<blockquote"));
    let known = app.anonymous().request("GET", "/oembed?url=https://blog.example/posts/hello&format=xml");
    assert_eq!(known.header("if-none-match", reply.header("etag")).send().await.status, 304);
}

async fn a_size_that_is_wished_for_is_kept_to(app: TestApp) {
    app.user("ada").await.published("Hello").await;
    app.run_jobs().await;
    let url = ("url", "https://blog.example/posts/hello");
    for (size, expected) in [(["300", "100"], [300, 100]), (["9000", "9000"], [600, 200])] {
        let shown = oembed(&app, &[url, ("maxwidth", size[0]), ("maxheight", size[1])]).await.expect(200);
        assert_eq!((&shown["width"], &shown["height"]), (&json!(expected[0]), &json!(expected[1])));
    }
}

async fn what_is_not_there_or_not_for_all_is_not_found(app: TestApp) {
    let ada = app.user("ada").await;
    ada.draft("Draft").await;
    let hidden = ada.published("Hidden").await;
    ada.call("unpublishPost", id_of(&hidden)).await.ok();
    app.run_jobs().await;
    for address in [
        "https://blog.example/posts/draft",
        "https://blog.example/posts/hidden",
        "https://blog.example/posts/never",
        "https://blog.example/",
        "https://elsewhere.example/posts/draft",
        "javascript:alert(1)",
        "not an address",
        "",
        "https://blog.example/posts/a%00b",
    ] {
        for format in ["json", "xml"] {
            oembed(&app, &[("url", address), ("format", format)]).await.refused(404, "not_found");
        }
    }
}

async fn a_former_address_leads_to_the_present_one(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    ada.call("updatePost", json!({ "id": post["id"], "input": { "slug": "hello-there" } })).await.ok();
    let moved =
        oembed(&app, &[("url", "https://blog.example/posts/hello"), ("format", "xml"), ("maxwidth", "300")]).await;
    let expected = "/oembed?url=https%3A%2F%2Fblog.example%2Fposts%2Fhello-there&format=xml&maxwidth=300";
    assert_eq!((moved.status, moved.header("location")), (301, expected));
    assert_eq!(app.anonymous().get(expected).await.status, 200);
}

async fn what_can_not_be_understood_is_refused(app: TestApp) {
    let url = ("url", "https://blog.example/posts/hello");
    for format in ["yaml", "XML", "json+ld"] {
        oembed(&app, &[url, ("format", format)]).await.refused(501, "unknown_format");
    }
    for (query, pointer) in [
        (vec![], "/url"),
        (vec![url, url], "/url"),
        (vec![url, ("maxwidth", "wide")], "/maxwidth"),
        (vec![url, ("maxwidth", "0")], "/maxwidth"),
        (vec![url, ("maxheight", "-1")], "/maxheight"),
        (vec![url, ("format", "")], "/format"),
        (vec![url, ("format", "json,xml")], "/format"),
    ] {
        let problem = oembed(&app, &query).await.refused(422, "validation_failed");
        assert_eq!(problem["errors"][0]["pointer"], Value::from(pointer));
    }
}

async fn nothing_of_a_text_breaks_out_of_what_is_shown(app: TestApp) {
    let ada = app.user("ada").await;
    let title = "\"><script>alert(1)</script>";
    let elsewhere = "https://elsewhere.example/?a=%22%3E&b='x'";
    let input = json!({ "title": title, "slug": "hostile", "markdown": "&#1; <script> `</blockquote>`", "canonicalUrl": elsewhere });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    ada.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let url = ("url", "https://blog.example/posts/hostile");
    let shown = oembed(&app, &[url]).await.expect(200);
    let html = shown["html"].as_str().unwrap();
    assert_eq!(shown["title"], title);
    assert!(!html.contains("<script") && html.matches("</blockquote>").count() == 1, "{html}");
    let first = html.replace("&#38;", "&").contains("href=\"https://elsewhere.example/?a=%22%3E&b=");
    assert!(first, "it leads to where it was published first: {html}");
    let xml = Element::parse(&oembed(&app, &[url, ("format", "xml")]).await.text());
    assert_eq!((xml.text_of("html"), xml.text_of("title")), (html, title));
}

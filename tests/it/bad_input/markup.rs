//! HTML and script in every text that people write: kept as text, and shown as HTML only where it has been made harmless.

use presswork_tests::{Actor, Reply, TestApp, each_face, each_profile, id_of, pictures};
use serde_json::{Value, json};

each_face! {
    what_is_shown_as_html_runs_nothing_whoever_wrote_it_where,
}

each_profile! {
    no_text_that_people_write_is_answered_as_a_page,
}

const EVIL: &str = "<script>alert(1)</script><img src=x onerror=alert(1)><a href=javascript:alert(1)>x</a>";

/// What would run, if it stood in a tag.
const RUNS: [&str; 4] = ["script", "src=x", "onerror", "javascript:"];

/// Everything that one can write, written by somebody who means harm: a post, and a comment on it.
async fn written(app: &TestApp) -> (Actor, Value, Value) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let profile = json!({ "displayName": &EVIL[..40], "bio": EVIL });
    ada.call("updateMe", json!({ "input": profile })).await.ok();
    let tag = json!({ "name": "<script>x</script>", "description": EVIL });
    mona.call("createTag", json!({ "input": tag })).await.ok();
    let media = ada.picture(app, &pictures::png(30, 20)).await;
    ada.call("updateMedia", json!({ "id": media["id"], "input": { "altText": EVIL } })).await.ok();
    let post = json!({
        "title": EVIL, "markdown": format!("{EVIL}\n\n[x](javascript:alert(1)) `{EVIL}`"), "slug": "evil",
        "tags": ["<script>x</script>"], "excerpt": EVIL, "metaTitle": EVIL, "metaDescription": EVIL, "socialTitle": EVIL,
        "socialDescription": EVIL, "series": &EVIL[..40], "coverMediaId": media["id"],
    });
    let draft = ada.call("createPost", json!({ "input": post })).await.ok();
    let change = json!({ "markdown": format!("Again: {EVIL}\n\n{EVIL}"), "reason": EVIL });
    ada.call("updatePost", json!({ "id": draft["id"], "input": change })).await.ok();
    let post = ada.call("publishPost", id_of(&draft)).await.ok()["post"].clone();
    let comment = ada.comment(&post, &format!("Look: {EVIL}")).await;
    ada.call("updateComment", json!({ "id": comment["id"], "input": { "markdown": format!("Look! {EVIL}") } }))
        .await
        .ok();
    app.run_jobs().await;
    (ada, post, comment)
}

/// The members that are HTML, wherever they stand.
fn html_of(answer: &Value, found: &mut Vec<String>) {
    match answer {
        Value::Array(items) => items.iter().for_each(|item| html_of(item, found)),
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str() {
                    Some(text) if name.to_lowercase().ends_with("html") => found.push(text.to_owned()),
                    _ => html_of(value, found),
                }
            }
        }
        _ => {}
    }
}

async fn what_is_shown_as_html_runs_nothing_whoever_wrote_it_where(app: TestApp) {
    let (ada, post, comment) = written(&app).await;
    for (operation, arguments, least) in [
        ("post", id_of(&post), 1),
        ("posts", json!({}), 1),
        ("feed", json!({ "kind": "latest" }), 1),
        ("comments", json!({ "post": post["id"] }), 1),
        ("comment", id_of(&comment), 1),
        ("search", json!({ "q": "script" }), 2),
        ("search", json!({ "q": "alert" }), 2),
        ("previewMarkdown", json!({ "input": { "markdown": EVIL } }), 1),
        ("commentRevisions", id_of(&comment), 1),
        ("user", json!({ "id": "@ada" }), 0),
        ("tags", json!({}), 0),
        ("mediaLibrary", json!({}), 0),
        ("postRevisions", id_of(&post), 0),
        ("notifications", json!({}), 0),
    ] {
        let mut found = Vec::new();
        html_of(&ada.call(operation, arguments).await.ok(), &mut found);
        assert!(found.len() >= least, "{operation} shows no HTML: {found:?}");
        for html in found {
            for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
                assert!(!RUNS.iter().any(|runs| tag.contains(runs)), "{operation}: {html}");
            }
        }
    }
    let read = ada.call("post", id_of(&post)).await.ok();
    assert_eq!((&read["title"], &read["metaTitle"]), (&json!(EVIL), &json!(EVIL)), "text is kept as it was written");
}

async fn no_text_that_people_write_is_answered_as_a_page(app: TestApp) {
    let (_, post, comment) = written(&app).await;
    let nobody = app.anonymous();
    let (post, comment) = (post["id"].as_str().unwrap(), comment["id"].as_str().unwrap());
    let base = app.base();
    for path in [
        format!("/v1/posts/{post}"),
        "/v1/posts/evil".to_owned(),
        format!("/v1/comments/{comment}"),
        "/v1/users/@ada".to_owned(),
        "/v1/tags".to_owned(),
        "/v1/search?q=script".to_owned(),
        "/feed.xml".to_owned(),
        "/feed.json".to_owned(),
        "/sitemap.xml".to_owned(),
        format!("/oembed?url={base}/posts/evil"),
        format!("/oembed?url={base}/posts/evil&format=xml"),
        "/v1/posts?first=%3Cscript%3E".to_owned(),
        "/v1/%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
    ] {
        let reply: Reply = nobody.get(&path).await;
        let kind = reply.header("content-type").to_owned();
        assert!(!kind.contains("html") && !kind.contains("svg"), "{path} is {kind}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        if kind.contains("xml") {
            assert!(!reply.text().contains("<script"), "{path}: {}", reply.text());
        }
    }
}

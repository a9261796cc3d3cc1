//! The picture that a post is shown with.

use presswork_tests::{Actor, TestApp, each_face, each_profile, id_of, pictures, until};
use serde_json::{Value, json};

each_face! {
    a_cover_is_shown_replaced_and_taken_away,
    a_cover_is_a_picture_that_is_ready_and_the_authors,
    editors_take_anybodys_picture,
    a_cover_that_is_deleted_is_gone_and_the_post_is_not,
    covers_cost_one_statement_for_all_posts_of_a_list,
}

each_profile! {
    a_cover_that_is_kept_is_what_it_is_now,
    feeds_and_embeds_show_the_cover,
    a_cover_is_no_orphan,
}

/// A draft with this cover.
async fn covered(author: &Actor, title: &str, media: &Value) -> Value {
    let input = json!({ "title": title, "markdown": "x", "coverMediaId": media["id"] });
    author.call("createPost", json!({ "input": input })).await.ok()
}

async fn change(author: &Actor, post: &Value, media: Value) -> presswork_tests::Outcome {
    author.call("updatePost", json!({ "id": post["id"], "input": { "coverMediaId": media } })).await
}

async fn a_cover_is_shown_replaced_and_taken_away(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.picture(&app, &pictures::png(700, 400)).await;
    ada.call("updateMedia", json!({ "id": media["id"], "input": { "altText": "A cat" } })).await.ok();
    let post = covered(&ada, "Hello", &media).await;
    let cover = &post["coverImage"];
    let file = format!("/v1/media/{}/700.jpg", media["id"].as_str().unwrap());
    assert_eq!((&cover["id"], &cover["altText"], &cover["url"]), (&media["id"], &json!("A cat"), &json!(file)));
    assert_eq!((&cover["width"], &cover["height"]), (&json!(700), &json!(400)));
    for member in ["variants", "blurhash", "dominantColor"] {
        assert_eq!(cover[member], media[member], "{member}");
    }
    ada.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let nobody = app.anonymous();
    assert_eq!(nobody.get(&file).await.status, 200);
    for list in ["posts", "feed"] {
        assert_eq!(&nobody.call(list, json!({})).await.ok()["data"][0]["coverImage"], cover, "{list}");
    }
    assert_eq!(&nobody.call("node", id_of(&post)).await.ok()["coverImage"], cover);
    let bookmarked = json!({ "post": post["id"] });
    assert_eq!(&ada.call("addBookmark", bookmarked).await.ok()["post"]["coverImage"], cover);
    let other = ada.picture(&app, &pictures::png(90, 60)).await;
    let changed = change(&ada, &post, other["id"].clone()).await.ok();
    assert_eq!((&changed["coverImage"]["id"], &changed["coverImage"]["width"]), (&other["id"], &json!(90)));
    let same = json!({ "id": post["id"], "input": { "title": "Hello again" } });
    assert_eq!(ada.call("updatePost", same).await.ok()["coverImage"]["id"], other["id"]);
    assert_eq!(change(&ada, &post, Value::Null).await.ok()["coverImage"], Value::Null);
    assert_eq!(nobody.call("post", id_of(&post)).await.ok()["coverImage"], Value::Null);
}

async fn a_cover_is_a_picture_that_is_ready_and_the_authors(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.draft("Hello").await;
    let his = bob.picture(&app, &pictures::png(90, 60)).await;
    let waiting = ada.ticket(100).await;
    let whole = pictures::png(90, 60);
    let refused = ada.picture(&app, &whole[..whole.len() / 2]).await;
    let before = app.db_state().await;
    for (id, fault) in [
        (his["id"].clone(), "unknown_media"),
        (waiting["id"].clone(), "unknown_media"),
        (refused["id"].clone(), "unknown_media"),
        (json!("media_01h455vb4pex5vsknk084sn02q"), "unknown_media"),
        (post["id"].clone(), "invalid_id"),
        (json!(""), "invalid_id"),
        (json!("../../etc/passwd"), "invalid_id"),
    ] {
        assert_eq!(change(&ada, &post, id.clone()).await.faults(), [format!("/coverMediaId {fault}")], "{id}");
        let input = json!({ "title": "New", "coverMediaId": id });
        let created = ada.call("createPost", json!({ "input": input })).await;
        assert_eq!(created.faults(), [format!("/coverMediaId {fault}")], "{id}");
    }
    change(&bob, &post, his["id"].clone()).await.refused(404, "not_found");
    assert_eq!(app.db_state().await, before);
}

async fn editors_take_anybodys_picture(app: TestApp) {
    let (ada, eve, bob) = (app.user("ada").await, app.editor("eve").await, app.user("bob").await);
    let post = ada.draft("Hello").await;
    for owner in [&ada, &eve, &bob] {
        let media = owner.picture(&app, &pictures::png(90, 60)).await;
        assert_eq!(change(&eve, &post, media["id"].clone()).await.ok()["coverImage"]["id"], media["id"]);
    }
    // What an editor has chosen stays when the author writes on.
    let same = json!({ "id": post["id"], "input": { "title": "Hello again" } });
    assert!(ada.call("updatePost", same).await.ok()["coverImage"].is_object());
}

async fn a_cover_that_is_deleted_is_gone_and_the_post_is_not(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.picture(&app, &pictures::png(90, 60)).await;
    let post = covered(&ada, "Hello", &media).await;
    ada.call("deleteMedia", id_of(&media)).await.ok();
    let read = ada.call("post", id_of(&post)).await.ok();
    assert_eq!((&read["coverImage"], &read["title"]), (&Value::Null, &json!("Hello")));
    change(&ada, &post, media["id"].clone()).await.refused(422, "validation_failed");
}

async fn covers_cost_one_statement_for_all_posts_of_a_list(app: TestApp) {
    let ada = app.user("ada").await;
    let plain = ada.published("Plain").await;
    for n in 0..5_u32 {
        let media = ada.picture(&app, &pictures::png(90 + n, 60)).await;
        let post = covered(&ada, &format!("Post {n}"), &media).await;
        ada.call("publishPost", id_of(&post)).await.ok();
    }
    app.run_jobs().await;
    let cost = async |arguments: Value| ada.call("posts", arguments).await.http.statements();
    let costs =
        [cost(json!({ "first": 1 })).await, cost(json!({ "first": 2 })).await, cost(json!({ "first": 6 })).await];
    assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
    let without = ada.call("post", id_of(&plain)).await.http.statements();
    assert!(costs[0] <= without + 1, "{costs:?}, {without}");
}

async fn a_cover_that_is_kept_is_what_it_is_now(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let media = ada.picture(&app, &pictures::png(90, 60)).await;
    let post = covered(&ada, "Hello", &media).await;
    ada.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let read = async || nobody.call("post", json!({ "id": "hello" })).await;
    let kept = until("it is kept", async || Some(read().await).filter(|it| it.http.statements() == 0)).await;
    assert_eq!(kept.ok()["coverImage"]["altText"], Value::Null);
    ada.call("updateMedia", json!({ "id": media["id"], "input": { "altText": "A cat" } })).await.ok();
    assert_eq!(read().await.ok()["coverImage"]["altText"], "A cat");
    // What others send is not shown here.
    app.user("bob").await.picture(&app, &pictures::png(50, 40)).await;
    until("it is kept still", async || Some(read().await).filter(|it| it.http.statements() == 0)).await;
    ada.call("deleteMedia", id_of(&media)).await.ok();
    assert_eq!(read().await.ok()["coverImage"], Value::Null);
}

async fn feeds_and_embeds_show_the_cover(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let media = ada.picture(&app, &pictures::png(700, 400)).await;
    let post = covered(&ada, "Hello", &media).await;
    let shared = json!({ "id": post["id"], "input": { "socialImage": "https://example.org/x.png" } });
    ada.call("updatePost", shared).await.ok();
    ada.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let file = |width: u32| format!("/v1/media/{}/{width}.jpg", media["id"].as_str().unwrap());
    let feed = nobody.get("/feed.json").await;
    let image = feed.json()["items"][0]["image"].as_str().unwrap().to_owned();
    assert!(image.starts_with("http") && image.ends_with(&file(700)), "{image}");
    let atom = nobody.get("/feed.xml").await.text();
    let enclosure = atom.split("<link ").find(|link| link.contains("rel=\"enclosure\"")).unwrap();
    assert!(
        enclosure.contains(&format!("{}\"", file(700))) && enclosure.contains("type=\"image/jpeg\""),
        "{enclosure}"
    );
    let page = image.replace(&file(700), "/posts/hello");
    let embed = async |size: &str| nobody.get(&format!("/oembed?url={page}{size}")).await.expect(200);
    let shown = embed("").await;
    assert!(shown["thumbnail_url"].as_str().unwrap().ends_with(&file(640)), "{shown}");
    assert_eq!((&shown["thumbnail_width"], &shown["thumbnail_height"]), (&json!(640), &json!(366)));
    assert_eq!(embed("&maxwidth=639").await["thumbnail_width"], 320);
    assert_eq!(embed("&maxheight=100").await["thumbnail_url"], Value::Null);
    // A cover that is deleted makes another feed.
    ada.call("deleteMedia", id_of(&media)).await.ok();
    let again = nobody.request("GET", "/feed.json").header("if-none-match", feed.header("etag")).send().await;
    assert_eq!(again.expect(200)["items"][0]["image"], "https://example.org/x.png");
    assert_eq!(embed("").await["thumbnail_url"], Value::Null);
}

async fn a_cover_is_no_orphan(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.picture(&app, &pictures::png(90, 60)).await;
    let post = covered(&ada, "Hello", &media).await;
    app.advance(chrono::TimeDelta::days(60));
    let boss = app.admin("boss").await;
    boss.call("triggerSchedule", json!({ "name": "collect-media" })).await.ok();
    app.run_jobs().await;
    let read = ada.again().await.call("post", id_of(&post)).await.ok();
    assert_eq!(app.anonymous().get(read["coverImage"]["url"].as_str().unwrap()).await.status, 200);
}

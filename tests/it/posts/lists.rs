//! Lists of posts.

use presswork_tests::{Actor, Face, TestApp, each_face, each_profile, id_of};
use serde_json::{Value, json};

each_face! {
    a_list_is_walked_forwards_without_gap_or_double,
    a_list_is_walked_backwards_without_gap_or_double,
    a_cursor_is_good_in_the_other_face,
    posts_are_found_by_author_tag_and_status,
}

each_profile! {
    a_rest_list_links_to_its_neighbours,
    a_rest_list_sends_the_relations_that_were_asked_for,
}

/// Posts by REST, because making them is not what is tested; their titles, the newest first.
async fn publish(app: &TestApp, author: &Actor, count: usize) -> Vec<String> {
    let author = author.through(Face::Rest);
    for n in 0..count {
        author.published(&format!("Post {n}")).await;
    }
    app.run_jobs().await;
    (0..count).rev().map(|n| format!("Post {n}")).collect()
}

fn titles(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect()
}

async fn a_list_is_walked_forwards_without_gap_or_double(app: TestApp) {
    let ada = app.user("ada").await;
    let expected = publish(&app, &ada, 45).await;
    // All of the same moment, so that the order hangs on the ids alone.
    app.db_run("UPDATE posts SET published_at = (SELECT MIN(created_at) FROM posts)", vec![]).await;
    let (mut seen, mut arguments) = (Vec::new(), json!({ "first": 10 }));
    for page in 0..5 {
        let list = app.anonymous().call("posts", arguments).await.ok();
        let info = &list["pageInfo"];
        assert_eq!((&info["hasNextPage"], &info["hasPreviousPage"]), (&json!(page < 4), &json!(page > 0)));
        arguments = json!({ "first": 10, "after": info["endCursor"] });
        seen.extend(titles(&list));
    }
    assert_eq!(seen, expected);
    let beyond = app.anonymous().call("posts", arguments).await.ok();
    assert_eq!((&beyond["data"], &beyond["pageInfo"]["endCursor"]), (&json!([]), &Value::Null));
}

async fn a_list_is_walked_backwards_without_gap_or_double(app: TestApp) {
    let ada = app.user("ada").await;
    let expected = publish(&app, &ada, 45).await;
    let (mut seen, mut arguments) = (Vec::new(), json!({ "last": 10 }));
    for page in 0..5 {
        let list = app.anonymous().call("posts", arguments).await.ok();
        let info = &list["pageInfo"];
        assert_eq!((&info["hasPreviousPage"], &info["hasNextPage"]), (&json!(page < 4), &json!(page > 0)));
        arguments = json!({ "last": 10, "before": info["startCursor"] });
        seen.splice(0..0, titles(&list));
    }
    assert_eq!(seen, expected);
}

async fn a_cursor_is_good_in_the_other_face(app: TestApp) {
    let ada = app.user("ada").await;
    let expected = publish(&app, &ada, 6).await;
    let nobody = app.anonymous();
    let other = if app.face == Face::Rest { Face::Graphql } else { Face::Rest };
    let first = nobody.call("posts", json!({ "first": 3 })).await.ok();
    let next = json!({ "first": 3, "after": first["pageInfo"]["endCursor"] });
    let second = nobody.through(other).call("posts", next.clone()).await.ok();
    assert_eq!([titles(&first), titles(&second)].concat(), expected);
    assert_eq!(nobody.call("posts", next).await.ok(), second, "both faces make the same cursors");
}

async fn posts_are_found_by_author_tag_and_status(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    ada.published("Of Ada").await;
    let web = json!({ "title": "Of Bob", "markdown": "x", "tags": ["Web"] });
    let post = bob.call("createPost", json!({ "input": web })).await.ok();
    bob.call("publishPost", id_of(&post)).await.ok();
    bob.draft("Draft of Bob").await;
    app.run_jobs().await;
    for (filter, expected) in [
        (json!({}), vec!["Of Bob", "Of Ada"]),
        (json!({ "author": "@ada" }), vec!["Of Ada"]),
        (json!({ "author": bob.id }), vec!["Of Bob"]),
        (json!({ "author": "@nobody" }), vec![]),
        (json!({ "tag": "web" }), vec!["Of Bob"]),
        (json!({ "tag": "web", "author": "@ada" }), vec![]),
        (json!({ "tag": "nothing" }), vec![]),
        (json!({ "status": "published" }), vec!["Of Bob", "Of Ada"]),
        (json!({ "status": "draft" }), vec!["Draft of Bob"]),
    ] {
        let list = bob.call("posts", filter.clone()).await.ok();
        assert_eq!(titles(&list), expected, "{filter}");
    }
}

async fn a_rest_list_links_to_its_neighbours(app: TestApp) {
    let ada = app.user("ada").await;
    let expected = publish(&app, &ada, 6).await;
    let nobody = app.anonymous();
    let first = nobody.get("/v1/posts?first=2&author=@ada").await;
    assert_eq!(relations(first.header("link")), ["first", "next"]);
    let second = nobody.get(&linked(first.header("link"), "next")).await;
    assert_eq!(titles(&second.expect(200)), expected[2..4]);
    assert_eq!(relations(second.header("link")), ["first", "next", "prev"]);
    let third = nobody.get(&linked(second.header("link"), "next")).await;
    assert_eq!(relations(third.header("link")), ["first", "prev"]);
    assert_eq!(titles(&nobody.get(&linked(third.header("link"), "prev")).await.expect(200)), expected[2..4]);
    assert_eq!(titles(&nobody.get(&linked(second.header("link"), "first")).await.expect(200)), expected[..2]);
}

async fn a_rest_list_sends_the_relations_that_were_asked_for(app: TestApp) {
    let ada = app.user("ada").await;
    publish(&app, &ada, 1).await;
    for (query, author, tags) in [
        ("", true, true),
        ("?include=", false, false),
        ("?include=author", true, false),
        ("?include=tags,author", true, true),
    ] {
        let post = app.anonymous().get(&format!("/v1/posts{query}")).await.expect(200)["data"][0].clone();
        assert_eq!((post.get("author").is_some(), post.get("tags").is_some()), (author, tags), "{query}");
    }
    let problem = app.anonymous().get("/v1/posts?include=likes").await.refused(422, "validation_failed");
    assert_eq!(problem["errors"][0]["pointer"], "/include");
}

fn relations(link: &str) -> Vec<&str> {
    link.split("rel=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn linked(link: &str, relation: &str) -> String {
    let entry = link.split(", ").find(|entry| entry.ends_with(&format!("rel=\"{relation}\""))).unwrap();
    entry.split(['<', '>']).nth(1).unwrap().to_owned()
}

//! Comments as a field of posts, in GraphQL.

use chrono::TimeDelta;
use presswork_tests::{Actor, Face, TestApp, each_profile};
use serde_json::{Value, json};

each_profile! {
    a_post_has_the_comments_of_its_list,
    what_one_may_not_see_is_not_there,
    comments_within_posts_cost_as_many_statements_for_two_posts_as_for_twenty,
    bad_pages_of_comments_are_refused,
}

/// The texts of the comments on each of these posts, and the answer of one who asks.
async fn texts(reader: &Actor, arguments: &str) -> Vec<(String, Vec<String>)> {
    let query = format!("{{ posts {{ nodes {{ title comments{arguments} {{ nodes {{ html }} }} }} }} }}");
    let posts = reader.gql(&query, json!({})).await.ok()["posts"]["nodes"].clone();
    let text = |value: &Value| value.as_str().unwrap().replace("<p>", "").replace("</p>\n", "");
    let of = |post: &Value| post["comments"]["nodes"].as_array().unwrap().iter().map(|it| text(&it["html"])).collect();
    posts.as_array().unwrap().iter().map(|post| (text(&post["title"]), of(post))).collect()
}

fn has(title: &str, comments: &[&str]) -> (String, Vec<String>) {
    (title.to_owned(), comments.iter().map(|it| (*it).to_owned()).collect())
}

async fn a_post_has_the_comments_of_its_list(app: TestApp) {
    let (ada, bob) = (app.user("ada").await.through(Face::Rest), app.user("bob").await.through(Face::Rest));
    let (first, second) = (ada.published("First").await, ada.published("Second").await);
    ada.published("Third").await;
    let one = bob.comment(&first, "One").await;
    app.advance(TimeDelta::seconds(1));
    ada.comment(&second, "Two").await;
    app.advance(TimeDelta::seconds(1));
    bob.comment(&first, "Three").await;
    ada.reply(&one, "A reply").await;
    ada.call("reactToComment", json!({ "id": one["id"], "kind": "like" })).await.ok();
    app.run_jobs().await;
    let nobody = app.anonymous();
    let all = [has("Third", &[]), has("Second", &["Two"]), has("First", &["One", "Three"])];
    assert_eq!(texts(&nobody, "").await, all);
    let newest = [has("Third", &[]), has("Second", &["Two"]), has("First", &["Three"])];
    assert_eq!(texts(&nobody, "(first: 1, sort: newest)").await, newest);
    assert_eq!(texts(&nobody, "(first: 1, sort: top)").await[2], has("First", &["One"]));
    let page = "query ($id: ID!, $after: String) { post(id: $id) { comments(first: 1, after: $after) { totalCount \
                nodes { html author { username } reactions { kind count } } pageInfo { hasNextPage endCursor } } } }";
    let mut after = Value::Null;
    for (text, more) in [("<p>One</p>\n", true), ("<p>Three</p>\n", false)] {
        let found = nobody.gql(page, json!({ "id": first["id"], "after": after })).await.ok();
        let comments = found["post"]["comments"].clone();
        assert_eq!((&comments["nodes"][0]["html"], &comments["totalCount"]), (&json!(text), &json!(2)));
        assert_eq!(comments["nodes"][0]["author"]["username"], "bob");
        assert_eq!(comments["pageInfo"]["hasNextPage"], more);
        after = comments["pageInfo"]["endCursor"].clone();
    }
    // A cursor of the list is one of the field, and the other way round.
    let list = nobody.call("comments", json!({ "post": first["id"], "first": 1 })).await.ok();
    let cursor = list["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = nobody.gql(page, json!({ "id": first["id"], "after": cursor })).await.ok();
    assert_eq!(rest["post"]["comments"]["nodes"][0]["html"], "<p>Three</p>\n");
}

async fn what_one_may_not_see_is_not_there(app: TestApp) {
    let (ada, bob) = (app.user("ada").await.through(Face::Rest), app.user("bob").await.through(Face::Rest));
    let post = ada.published("Hello").await;
    let gone = bob.comment(&post, "Gone").await;
    bob.comment(&post, "There").await;
    bob.call("deleteComment", json!({ "id": gone["id"] })).await.ok();
    let cyd = app.user("cyd").await.through(Face::Rest);
    cyd.call("blockUser", json!({ "id": bob.id })).await.ok();
    app.run_jobs().await;
    assert_eq!(texts(&app.anonymous(), "").await, [has("Hello", &["There"])]);
    assert_eq!(texts(&cyd, "").await, [has("Hello", &[])]);
    ada.call("deletePost", json!({ "id": post["id"] })).await.ok();
    let query = "{ posts(deleted: true) { nodes { title comments { nodes { html } } } } }";
    let deleted = ada.gql(query, json!({})).await.ok();
    assert_eq!(deleted["posts"]["nodes"], json!([{ "title": "Hello", "comments": { "nodes": [] } }]));
    app.run_jobs().await;
}

async fn comments_within_posts_cost_as_many_statements_for_two_posts_as_for_twenty(app: TestApp) {
    let ada = app.user("ada").await.through(Face::Rest);
    for n in 0..20 {
        let post = ada.published(&format!("Post {n}")).await;
        for comment in 0..4 {
            ada.comment(&post, &format!("Comment {comment}")).await;
        }
    }
    app.run_jobs().await;
    let query = "query ($n: Int) { posts(first: $n) { nodes { id author { username } tags { slug } reactions { kind } \
                 comments(first: 3) { nodes { html author { username } reactions { kind } mentions { username } } } } } }";
    let mut costs = Vec::new();
    for n in [2, 20] {
        let reply = ada.gql(query, json!({ "n": n })).await;
        costs.push(reply.http.statements());
        let posts = reply.ok()["posts"]["nodes"].clone();
        let posts = posts.as_array().unwrap();
        assert_eq!(posts.len(), usize::try_from(n).unwrap());
        assert!(posts.iter().all(|post| post["comments"]["nodes"].as_array().unwrap().len() == 3));
    }
    assert_eq!(costs[0], costs[1]);
}

async fn bad_pages_of_comments_are_refused(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Hello").await;
    app.run_jobs().await;
    for (arguments, code) in [
        ("(first: 0)", "validation_failed"),
        ("(first: 101)", "validation_failed"),
        ("(first: 1, last: 1)", "validation_failed"),
        ("(after: \"forged\")", "invalid_cursor"),
    ] {
        let reply = ada
            .gql(&format!("{{ posts {{ nodes {{ comments{arguments} {{ nodes {{ id }} }} }} }} }}"), json!({}))
            .await;
        assert_eq!(reply.errors[0]["extensions"]["code"], code, "{arguments}");
    }
    let deep = "{ posts(first: 100) { nodes { comments(first: 100) { nodes { author { followers(first: 100) { nodes { id } } } } } } } }";
    assert_eq!(ada.gql(deep, json!({})).await.errors[0]["extensions"]["code"], "query_too_complex");
}
